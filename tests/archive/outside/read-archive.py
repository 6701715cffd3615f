"""Reads an archive with Python's own zipfile, csv and json; prints what it found as JSON.

Usage: read-archive.py ARCHIVE. Everything in datapackage.json is taken at its word and checked.
"""
import csv
import datetime
import hashlib
import io
import json
import sys
import zipfile

# Python's limit for a cell, so that a longer one is an error here as in every program that uses it.
assert csv.field_size_limit() == 131072

CASTS = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "array": json.loads,
    "object": json.loads,
}


def keys(table, fields):
    """The values of these columns, row by row."""
    at = [table[0].index(field) for field in fields]
    return [tuple(row[i] for i in at) for row in table[1:]]


def check_table(resource, rows, tables):
    """What of the table is not as its schema says."""
    schema = resource["schema"]
    names = [field["name"] for field in schema["fields"]]
    head, *body = rows
    if head != names:
        yield f"{resource['name']}: the columns are {head}, not {names}"
    for number, row in enumerate(body, 2):
        if len(row) != len(names):
            yield f"{resource['name']}:{number} has {len(row)} cells"
        for field, cell in zip(schema["fields"], row):
            if cell in schema["missingValues"]:
                continue
            try:
                CASTS[field["type"]](cell)
            except (ValueError, KeyError):
                yield f"{resource['name']}:{number} {field['name']}: {cell!r} is no {field['type']}"
    primary = keys(rows, schema.get("primaryKey", [])) if "primaryKey" in schema else []
    if len(set(primary)) != len(primary):
        yield f"{resource['name']}: two rows have one key"
    for foreign in schema.get("foreignKeys", []):
        target = foreign["reference"].get("resource", resource["name"])
        known = set(keys(tables[target], foreign["reference"]["fields"]))
        for key in keys(rows, foreign["fields"]):
            if key != ("",) and key not in known:
                yield f"{resource['name']}: {key} is no key of {target}"


archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
names = archive.namelist()
[folder] = {name.split("/")[0] for name in names}


def read(name):
    return archive.read(f"{folder}/{name}")


def read_table(path):
    text = read(f"data/{path}").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


package = json.loads(read("data/datapackage.json"))
tables = {
    resource["name"]: read_table(resource["path"])
    for resource in package["resources"]
    if resource.get("type") == "table"
}
problems = []
for resource in package["resources"]:
    content = read("data/" + resource["path"])
    if len(content) != resource["bytes"] or "sha256:" + hashlib.sha256(content).hexdigest() != resource["hash"]:
        problems.append(f"{resource['path']} is not the file that was described")
    if resource["name"] in tables:
        problems += check_table(resource, tables[resource["name"]], tables)
payload = [name for name in names if name.startswith(f"{folder}/data/")]
oxum = f"Payload-Oxum: {sum(archive.getinfo(name).file_size for name in payload)}.{len(payload)}"
if oxum not in read("bag-info.txt").decode("utf-8").splitlines():
    problems.append(f"bag-info.txt does not say {oxum}")
json.dump(
    {
        "names": names,
        "times": sorted({info.date_time for info in archive.infolist()}),
        "export": json.loads(read("data/export.json").decode("utf-8")),
        "tables": tables,
        "problems": [problem[:300] for problem in problems],
        "page": read("data/index.html").decode("utf-8"),
    },
    sys.stdout,
)
