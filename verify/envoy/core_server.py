"""A server with gRPC-core's default enforcement against pings: core_server.py ADDRESS:PORT"""
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc

ANSWER = b'{"pod":"core","authority":""}'


def say_hello(request, context):
    return ANSWER


handlers = {"SayHello": grpc.unary_unary_rpc_method_handler(say_hello)}
server = grpc.server(ThreadPoolExecutor(4))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("acme.greeter.v1.Greeter", handlers),))
if server.add_insecure_port(sys.argv[1]) == 0:
    sys.exit("cannot listen on " + sys.argv[1])
server.start()
print("ready", flush=True)
server.wait_for_termination()
