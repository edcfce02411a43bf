#!/usr/bin/env python3
"""How soon those that follow the changes are told of a commit, and what those cost that are told nothing.

usage: changes.py ACCORD [SUBSCRIBERS [COMMITS [IDLE]]]

Latency is from the answer to a registration, which comes right after its commit, to the arrival of the event at the
socket of each subscriber. Both moments are the kernel's: this program takes longer to read a hundred sockets than the
server to fill them.
"""

import json
import multiprocessing
import os
import re
import resource
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request


SO_TIMESTAMPNS = 35


def receive(client):
    """What has come, and the milliseconds at which the kernel had the last of it."""
    piece, notes, _, _ = client.recvmsg(65536, socket.CMSG_SPACE(16))
    seconds, nanoseconds = struct.unpack("qq", notes[0][2][:16])
    return piece, seconds * 1000 + nanoseconds / 1e6


def subscribe(port):
    client = socket.create_connection(("127.0.0.1", port))
    client.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    client.sendall(b"GET /changes HTTP/1.1\r\nHost: a\r\n\r\n")
    text = b""
    while b"\n\n\r\n" not in text:
        text += client.recv(4096)
    return client


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def register(port, commits, answered):
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    for number in range(commits):
        body = json.dumps({"schemaType": "JSON", "schema": json.dumps({"const": number})}).encode()
        connection.sendall(b"POST /subjects/s%d/versions HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s"
                           % (number, len(body), body))
        answer, answered[number] = receive(connection)
        assert answer.startswith(b"HTTP/1.1 200"), answer
        time.sleep(0.02)


def latencies(port, subscribers, commits):
    clients = [subscribe(port) for _ in range(subscribers)]
    watch = select.epoll()
    for client in clients:
        watch.register(client.fileno(), select.EPOLLIN)
    by_number = {client.fileno(): client for client in clients}
    # In a process of its own: threads of one wait for each other.
    answered = multiprocessing.Array("d", commits)
    writer = multiprocessing.Process(target=register, args=(port, commits, answered))
    writer.start()
    # Reading is not what is measured, and must not take the processor from the server.
    os.nice(19)
    pieces = []
    count = 0
    while count < subscribers * commits:
        for number, _ in watch.poll(10):
            piece, arrival = receive(by_number[number])
            pieces.append((piece, arrival))
            count += piece.count(b"event: ")
    writer.join()
    return sorted(max(0, arrival - answered[int(subject)]) for piece, arrival in pieces
                  for subject in re.findall(rb'"subject":"s(\d+)"', piece))


def main():
    accord = sys.argv[1]
    subscribers, commits, idle = [int(text) for text in sys.argv[2:]] + [100, 300, 1000][len(sys.argv) - 2:]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192), most))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [accord, "serve", "--listen", f"127.0.0.1:{port}", "--store", f"sqlite:{folder}/a.db", "--log-level", "error"])
        try:
            for _ in range(200):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready").read()
                    break
                except OSError:
                    time.sleep(0.02)
            times = latencies(port, subscribers, commits)
            for part in (0.5, 0.99, 1):
                print(f"{subscribers} subscribers, p{part * 100:g}: "
                      f"{times[min(len(times) - 1, int(len(times) * part))]:.2f} ms after the answer")
            time.sleep(1)
            before = resident(server.pid)
            clients = [subscribe(port) for _ in range(idle)]
            time.sleep(1)
            cost = resident(server.pid) - before
            print(f"{idle} idle subscribers: {cost / 1024:.1f} MB")
            ticks = os.sysconf("SC_CLK_TCK")

            def used():
                with open(f"/proc/{server.pid}/stat") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
                return (int(fields[11]) + int(fields[12])) / ticks

            start = used()
            time.sleep(30)
            print(f"{idle} idle subscribers: {(used() - start) / 30 * 100:.2f} % of a processor, over two beats")
            print(f"{idle} idle subscribers: {(resident(server.pid) - before) / 1024:.1f} MB after them")
            for client in clients:
                client.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
