# SPDX-License-Identifier: MIT
"""A proxy that only tunnels. Prints its port, then appends the head of each request to a file.

usage: proxy.py FILE
"""
import select
import socket
import socketserver
import sys


class Tunnel(socketserver.StreamRequestHandler):
    def handle(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline(8192)
            if not line:
                return
            head += line
        with open(sys.argv[1], "ab") as record:
            record.write(head)
        method, target = head.split(None, 2)[:2]
        if method != b"CONNECT":
            self.wfile.write(b"HTTP/1.1 405 Only tunnels here\r\nContent-Length: 0\r\n\r\n")
            return
        host, port = target.rsplit(b":", 1)
        with socket.create_connection((host.decode(), int(port))) as there:
            self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            self.carry(there)

    def carry(self, there):
        ends = {self.connection: there, there: self.connection}
        while True:
            for end in select.select(list(ends), [], [])[0]:
                try:
                    data = end.recv(65536)
                    ends[end].sendall(data)
                except OSError:
                    return
                if not data:
                    return


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


with Server(("127.0.0.1", 0), Tunnel) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
