"""llama.cpp's own server, which speaks OpenAI's protocol and holds replies to a JSON Schema.

Argument: a GGUF file. Prints the server's address and serves until standard input ends.
"""

import sys

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.cpuparams.n_threads = 2
parameters.cpuparams_batch.n_threads = 2
parameters.n_ctx = 4096
parameters.n_parallel = 1
parameters.warmup = False
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
sys.stdin.read()
