"""A client that is told what to do line by line; see verify/grpc/client.ts."""
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc

from grpcenv.client import connect

EMPTY = b""


class Fleet:
    def __init__(self, channel):
        self.call = channel.unary_unary("/verify.Fleet/Call")
        self.watch = channel.unary_stream("/verify.Fleet/Watch")


fleet = connect("GRPC_SERVER", Fleet, "")


def tell(error):
    return " ".join(f"{error.code().name} {error.details()}".split())


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def once(_):
    """One call; what went wrong."""
    try:
        fleet().call(EMPTY, timeout=60)
    except grpc.RpcError as error:
        return tell(error)


def call(count, width):
    with ThreadPoolExecutor(width) as workers:
        failures = [failure for failure in workers.map(once, range(count)) if failure]
    say(f"called {count - len(failures)} {len(failures)} {failures[0] if failures else ''}")


def watch():
    try:
        for _ in fleet().watch(EMPTY):
            say("watching")
        say("ended OK")
    except grpc.RpcError as error:
        say(f"ended {tell(error)}")


say("ready")
for line in sys.stdin:
    command, *numbers = line.split()
    run = {"call": call, "watch": watch}[command]
    threading.Thread(target=run, args=[int(number) for number in numbers], daemon=True).start()
