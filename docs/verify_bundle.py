"""Verifies an evidence bundle: verify_bundle.py BUNDLE CHECKPOINT. Standard library only; shares no code with the pack.
CHECKPOINT is a file that you kept: origin, size and root in base64, one a line. All files have to be those of the manifest, and
entries, cases and parts lead to your checkpoint. NOT judged: its signature (Ed25519), times, redactions, fields of entries."""
import base64, functools, hashlib, json, pathlib, sys, zipfile
if not __debug__: sys.exit("Run this without -O, which leaves out every check")
sha, b64, node = lambda data: hashlib.sha256(data).digest(), base64.b64decode, lambda left, right: sha(b"\1" + left + right)
root_of = lambda tree: functools.reduce(lambda right, left: node(left, right), tree[::-1])
def climb(m, n, part, proof, is_leaf):  # RFC 6962, 2.1: roots of the first m and of all n leaves; part is what the m end with
    if n == 1 or (m == n and not is_leaf): return part, part
    s, k = b64(proof.pop()), 1 << (n - 1).bit_length() - 1
    a, b = climb(m, k, part, proof, is_leaf) if m <= k else climb(m - k, n - k, part, proof, is_leaf)
    return (a, node(b, s)) if m <= k else (node(s, a), node(s, b))
def extends(n, root, m, old, proof):  # whether old is the root of the first m of n leaves
    return climb(m, n, old if m == n or m & (m - 1) == 0 else b64(proof.pop(0)), proof, False) == (old, root) and not proof
def read(bundle):  # a folder, or an archive as an export writes it: few files, none compressed, none twice
    if bundle.is_dir(): return {f.relative_to(bundle).as_posix(): f.read_bytes() for f in bundle.rglob("*") if f.is_file()}
    names = (z := zipfile.ZipFile(bundle)).namelist()
    assert len({*names}) == len(names) < 20 and not any(i.compress_type for i in z.infolist()), "not an archive of an export"
    return {name: z.read(name) for name in names}
def verify(bundle, checkpoint):
    manifest, digest = (files := read(pathlib.Path(bundle))).pop("manifest.json"), files.pop("manifest.sha256").decode()
    assert digest == sha(manifest).hex() + "  manifest.json\n", "manifest.json was changed"
    m, lines = json.loads(manifest), lambda name: files[f"{name}.ndjson"].split(b"\n")[:-1]  # a line may hold U+2028
    assert {name: sha(data).hex() for name, data in files.items()} == m["files"], "a file was changed, added or removed"
    notes, parts, proofs = ([*map(json.loads, lines(name))] for name in ("anchors/checkpoints", "parts", "proofs"))
    n, top, whole = m["tree"]["size"], bytes.fromhex(m["tree"]["root"]), m["kind"] != "case"
    (origin, size, root), roots = checkpoint.decode().split("\n")[:3], {n: top}
    for (_, s, old), proof in ((row["note"].split("\n")[:3], row["proof"]) for row in notes):
        assert extends(n, top, int(s), roots.setdefault(int(s), b64(old)), proof), f"the checkpoint of {s} is not proven"
    size, leads, covered, tails, last = int(size), int(size) in roots, 0, {}, -1
    assert roots.setdefault(size, b64(root)) == b64(root), "the root of your checkpoint is another one"
    salted = {(p["idx"], p["n"]): sha(b"support-triage-part-v1\0" + b64(p["salt"]) + b64(p["b64"])).hex() for p in parts}
    tree, rest = ([b64(text) for text in proofs[0]["frontier"]], proofs[0]["consistency"]) if whole else ([], [])
    for at, line in enumerate(lines("entries")):
        (c, s), leaf = (json.loads(line)[half] for half in "cs"), sha(b"\0" + line)
        i, place = s["idx"], (s["case_seq"], s["case_prev"])
        assert s["log"] == origin == m["origin"] and i > last and (not whole or i == m["from"] + at), f"entry {i} is misplaced"
        assert place == tails.get(c["case"], place if whole and m["from"] else (0, "")), f"a step before entry {i} is missing"
        assert all(salted.pop((i, p["n"]), p["c"]) == p["c"] for p in c.get("parts", [])), f"a part of entry {i} was changed"
        tails[c["case"]], last, covered, proof = (place[0] + 1, leaf.hex()), i, covered + (i < size), whole or proofs[at]["proof"]
        assert whole or i >= n or climb(i + 1, n, leaf, proof, True)[1] == top and not proof, f"entry {i} does not lead to the root"
        while whole and i & 1: leaf, i = node(tree.pop(), leaf), i >> 1
        tree.append(leaf)
        assert not whole or last + 1 not in roots or root_of(tree) == roots[last + 1], f"another root over {last + 1} entries"
    assert not whole or last + 1 >= n and not rest or extends(n, top, last + 1, root_of(tree), rest), "the entries are not proven"
    assert covered and not salted and (leads or whole and m["from"] < size <= last + 1), "an entry or a part leads to nothing"
    return f"OK: {covered} of {at + 1} entries lead to the checkpoint of {size} entries; its signature was not checked"
if __name__ == "__main__":
    try: print(verify(sys.argv[1], pathlib.Path(sys.argv[2]).read_bytes()))
    except Exception as error: sys.exit(f"FAILED: {error!r}")
