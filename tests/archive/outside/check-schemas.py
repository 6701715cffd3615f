"""Checks export.json and datapackage.json with python3-jsonschema.

Usage: check-schemas.py DATA_FOLDER [OFFICIAL_DATA_PACKAGE_SCHEMA]. Prints each error; silence is consent.
"""
import json
import sys

from jsonschema import Draft7Validator, Draft202012Validator


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


data, *official = sys.argv[1:]
schema = load(f"{data}/schema/export.schema.json")
Draft202012Validator.check_schema(schema)
errors = list(Draft202012Validator(schema).iter_errors(load(f"{data}/export.json")))
for path in official:
    errors += Draft7Validator(load(path)).iter_errors(load(f"{data}/datapackage.json"))
for error in errors:
    print(error.json_path, error.message[:200])
