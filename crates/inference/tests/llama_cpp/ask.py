"""Asks llama.cpp what the tests and the bench compare with.

Arguments: a GGUF file, the number of threads. Standard input: {"prompts": [text …], "likeliest":
number, "decode": number of tokens}. Standard output: for each prompt its tokens and the likeliest
next ones with their log-probabilities, and, where tokens are to be decoded, tokens per second of
the last prompt and of decoding behind it.
"""

import json
import sys
import urllib.request

import xllamacpp

question = json.load(sys.stdin)
parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.cpuparams.n_threads = int(sys.argv[2])
parameters.cpuparams_batch.n_threads = int(sys.argv[2])
parameters.n_ctx = 2048
parameters.n_parallel = 1
parameters.warmup = False
server = xllamacpp.Server(parameters)


def post(path, body):
    data = json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(server.listening_address + path, data, headers)
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def complete(prompt, **options):
    fixed = {"prompt": prompt, "temperature": 0.0, "cache_prompt": False}
    return post("/completion", fixed | options)


answers = []
for prompt in question["prompts"]:
    tokens = post("/tokenize", {"content": prompt, "add_special": True})["tokens"]
    reply = complete(prompt, n_predict=1, n_probs=question["likeliest"])
    likeliest = reply["completion_probabilities"][0]["top_logprobs"]
    answers.append(
        {"tokens": tokens, "likeliest": [[token["id"], token["logprob"]] for token in likeliest]}
    )
timings = {}
if question.get("decode"):
    prompt = question["prompts"][-1]
    timings = complete(prompt, n_predict=question["decode"], ignore_eos=True)["timings"]
answer = {
    "answers": answers,
    "prompt_per_second": timings.get("prompt_per_second"),
    "decode_per_second": timings.get("predicted_per_second"),
}
print(json.dumps(answer))
