"""A pod: fleet_server.py ADDRESS:PORT MILLISECONDS-PER-ANSWER; what it prints is explained in verify/grpc/pod.ts."""
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import grpc

from grpcenv.server import create_server, serve

ADDRESS, ANSWER_AFTER = sys.argv[1], float(sys.argv[2]) / 1000
EMPTY = b""


def note(context):
    agent = dict(context.invocation_metadata())["user-agent"]
    # One write, so that threads do not mix their lines.
    sys.stdout.write(f"request {agent.split()[0]} {context.peer()}\n")
    sys.stdout.flush()


def call(request, context):
    note(context)
    time.sleep(ANSWER_AFTER)
    return EMPTY


def watch(request, context):
    note(context)
    over = threading.Event()
    context.add_callback(over.set)
    yield EMPTY
    over.wait()


server, drain_seconds = create_server(ThreadPoolExecutor(max_workers=50))
handlers = {"Call": grpc.unary_unary_rpc_method_handler(call), "Watch": grpc.unary_stream_rpc_method_handler(watch)}
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("verify.Fleet", handlers),))
if server.add_insecure_port(ADDRESS) == 0:
    sys.exit(f"cannot listen on {ADDRESS}")
# It accepts connections from here on; calls wait for `serve`.
print("ready", flush=True)
serve(server, drain_seconds, lambda: None)
