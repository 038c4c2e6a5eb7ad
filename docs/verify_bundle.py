#!/usr/bin/env python3
"""Verifies an evidence bundle: verify_bundle.py BUNDLE CHECKPOINT. Standard library only; shares no code with the pack.

CHECKPOINT is a file that you kept: origin, size and root in base64, one a line. Its signature is NOT checked, because
that takes Ed25519, and neither times nor redactions are judged. Checked is that every file is the one the manifest
names, and that entries, cases and parts lead to your checkpoint.
"""
import base64, functools, hashlib, json, pathlib, sys, zipfile

sha, b64 = lambda data: hashlib.sha256(data).digest(), base64.b64decode
node, split = lambda left, right: sha(b"\1" + left + right), lambda n: 1 << ((n - 1).bit_length() - 1)
root = lambda tree: functools.reduce(lambda right, left: node(left, right), tree[::-1])

def climb(i, n, h, proof):  # RFC 6962, 2.1.1: the root that leaf i of n leads to
    if n == 1: return h
    s, k = proof.pop(), split(n)
    return node(climb(i, k, h, proof), s) if i < k else node(s, climb(i - k, n - k, h, proof))

def grow(m, n, h, proof, whole=True):  # RFC 6962, 2.1.2: the roots of the first m and of all n leaves
    if m == n: return (h, h) if whole else (proof[-1], proof.pop())
    s, k = proof.pop(), split(n)
    a, b = grow(m, k, h, proof, whole) if m <= k else grow(m - k, n - k, h, proof, False)
    return (a, node(b, s)) if m <= k else (node(s, a), node(s, b))

def read(bundle):  # a folder, or an archive as an export writes it: few files, none compressed, none twice
    if bundle.is_dir(): return {f.relative_to(bundle).as_posix(): f.read_bytes() for f in bundle.rglob("*") if f.is_file()}
    with zipfile.ZipFile(bundle) as z:
        assert len(set(z.namelist())) == len(z.namelist()) < 20 and not any(i.compress_type for i in z.infolist()), "not an archive of an export"
        return {name: z.read(name) for name in z.namelist()}

def verify(bundle, checkpoint):
    files = read(pathlib.Path(bundle))
    m = json.loads(manifest := files.pop("manifest.json"))
    assert files.pop("manifest.sha256").decode() == sha(manifest).hex() + "  manifest.json\n", "manifest.json was changed"
    assert {name: sha(held).hex() for name, held in files.items()} == m["files"], "a file was changed, added or removed"
    lines = {name: [json.loads(line) for line in held.split(b"\n")[:-1]] for name, held in files.items() if name.endswith("ndjson")}
    hashes = lambda texts: [b64(text) for text in texts]
    proofs, whole, n, top = lines["proofs.ndjson"], m["kind"] != "case", m["tree"]["size"], bytes.fromhex(m["tree"]["root"])
    origin, size, held = checkpoint.decode().split("\n")[:3]
    roots, size, tails, last = {n: top}, int(size), {}, -1
    for row in lines["anchors/checkpoints.ndjson"]:
        (_, s, r), proof = row["note"].split("\n")[:3], hashes(row["proof"])
        roots[int(s)] = b64(r)
        assert grow(int(s), n, b64(r), proof) == (b64(r), top) and not proof, f"the checkpoint of {s} is not proven"
    proven, tree = size in roots, hashes(proofs[0]["frontier"]) if whole else []
    assert roots.setdefault(size, b64(held)) == b64(held), "the root of your checkpoint is another one"
    parts = {(row["idx"], row["n"]): b64(row["salt"]) + b64(row["b64"]) for row in lines["parts.ndjson"]}
    for at, line in enumerate(files["entries.ndjson"].split(b"\n")[:-1]):
        (c, s), h = (json.loads(line)[half] for half in "cs"), sha(b"\0" + line)
        i, seq, case = s["idx"], s["case_seq"], c["case"]
        assert s["log"] == origin == m["origin"] and i > last and (not whole or i == m["from"] + at), f"entry {i} is misplaced"
        assert (seq, s["case_prev"]) == tails.get(case, (seq, s["case_prev"]) if whole and m["from"] else (0, "")), f"a step before entry {i} is missing"
        tails[case], last = (seq + 1, h.hex()), i
        for p in c.get("parts", []):
            bytes_ = parts.pop((i, p["n"]), None)
            assert bytes_ is None or sha(b"support-triage-part-v1\0" + bytes_).hex() == p["c"], f"a part of entry {i} was changed"
        proof, width, node_ = hashes(proofs[at]["proof"]) if not whole else [], i, h
        assert whole or i >= n or (climb(i, n, h, proof) == top and not proof), f"entry {i} does not lead to the root"
        while whole and width & 1: node_, width = node(tree.pop(), node_), width >> 1
        tree.append(node_)
        assert not (whole and i + 1 in roots) or root(tree) == roots[i + 1], f"the root over {i + 1} entries is another one"
        proven |= whole and i + 1 == size
    proof = hashes(proofs[0]["consistency"]) if whole else []
    leads = not whole or last + 1 >= n or grow(last + 1, n, root(tree), proof) == (root(tree), top)
    assert leads and not proof, "the entries do not lead to the root"
    assert not parts and last >= 0 and proven, "parts of no entry, no entry at all, or nothing leads to your checkpoint"
    return f"OK: {at + 1} entries lead to the checkpoint of {size} entries; its signature was not checked"

if __name__ == "__main__":
    try: print(verify(sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes()))
    except Exception as error: sys.exit(f"FAILED: {error!r}")
