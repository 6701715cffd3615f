"""Reads a vCard with python3-vobject and prints its properties as JSON. Usage: read-card.py FILE."""
import json
import sys

import vobject

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    [card] = vobject.readComponents(file.read())
json.dump([[line.name, str(line.value)] for line in card.getChildren()], sys.stdout)
