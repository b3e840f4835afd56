#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every request that the uploader can build is one that Atlassian's OpenAPI documents describe, and
every kind that its sources begin is among those that are looked at.

usage: requests_suit_the_documents.py PROGRAM   (CMSYNC_FACTS: folder with openapi/*.json)
"""
import json
import os
import re
import subprocess
import sys
from urllib.parse import parse_qsl, unquote

FILES = {  # prefix of the paths as we build them: (document, prefix of its paths)
    ("cloud", "/api/v2"): ("confluence-cloud-v2.2026-07.openapi-v2.v3.json", ""),
    ("cloud", "/rest/api"): ("confluence-cloud-v1.2026-07.swagger.v3.json", "/wiki/rest/api"),
    ("datacenter", "/rest/api"): ("confluence-dc-10.0.3.swagger.v3.json", "/rest/api"),
}
# Data Center's document describes a property's value by an example's members; it is any JSON.
FREE = re.compile(r"body\.value\.")
# Asked of the site itself, and in no document.
UNDESCRIBED = {"find the gateway for scoped tokens"}
UPLOADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "uploader")
complaints = []


def resolve(document, node):
    """The node behind a chain of $ref."""
    while isinstance(node, dict) and "$ref" in node:
        found = document
        for part in node["$ref"].lstrip("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def find_path(document, path, method):
    """The path template with this method that fits with the fewest variables, and its values."""
    best = None
    for template, described in document["paths"].items():
        if method not in described:
            continue
        names = re.findall(r"\{([^}]+)\}", template)
        pattern = re.sub(r"\\\{[^}]+\\\}", "([^/]+)", re.escape(template))
        match = re.fullmatch(pattern, path)
        if match and (best is None or len(names) < len(best[1])):
            best = (template, dict(zip(names, map(unquote, match.groups()))))
    return best


def of_type(value, wanted):
    kinds = {"string": str, "array": list, "object": dict, "boolean": bool}
    if wanted == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if wanted == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return wanted not in kinds or isinstance(value, kinds[wanted])


def check(document, schema, value, place):
    """What is wrong with the value, as a list of texts."""
    schema = resolve(document, schema)
    for word in ("oneOf", "anyOf"):
        if word in schema:
            tries = [check(document, one, value, place) for one in schema[word]]
            return [] if any(not one for one in tries) else min(tries, key=len)
    wrong = []
    for part in schema.get("allOf", []):
        wrong += check(document, part, value, place)
    if value is None:
        return wrong if schema.get("nullable") else wrong + [f"{place} is null"]
    if "type" in schema and not of_type(value, schema["type"]):
        return wrong + [f"{place} is no {schema['type']}: {value!r}"]
    if "enum" in schema and value not in schema["enum"]:
        wrong.append(f"{place} is none of {schema['enum']}: {value!r}")
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        wrong.append(f"{place} is too long")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        wrong += [f"{place}.{name} is missing" for name in schema.get("required", [])
                  if name not in value]
        for name, member in value.items():
            if name in known:
                wrong += check(document, known[name], member, f"{place}.{name}")
            elif known and schema.get("additionalProperties") in (None, False):
                wrong.append(f"{place}.{name} is not described")
    if isinstance(value, list):
        for i, item in enumerate(value):
            wrong += check(document, schema.get("items", {}), item, f"{place}[{i}]")
    return wrong


def convert(document, schema, text):
    """The value of a parameter, from its text."""
    schema = resolve(document, schema)
    kind = schema.get("type")
    if kind == "array":
        return [convert(document, schema.get("items", {}), one) for one in text.split(",")]
    if kind in ("integer", "number") and re.fullmatch(r"-?\d+", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text


def check_parameters(document, operation, shared, path_values, query):
    wrong = []
    described = {}
    for parameter in shared + operation.get("parameters", []):
        parameter = resolve(document, parameter)
        described.setdefault((parameter["in"], parameter["name"]), parameter)
    for (where, name), parameter in described.items():
        given = path_values if where == "path" else query if where == "query" else None
        if given is not None and name not in given and parameter.get("required"):
            wrong.append(f"{where} parameter {name} is missing")
    for where, values in (("path", path_values), ("query", query)):
        for name, text in values.items():
            parameter = described.get((where, name))
            if parameter is None:
                wrong += [f"query parameter {name} is not described"] if where == "query" else []
                continue
            schema = parameter.get("schema", {})
            wrong += check(document, schema, convert(document, schema, text), name)
    return wrong


def check_body(document, operation, request):
    described = resolve(document, operation.get("requestBody", {}))
    content = described.get("content", {})
    if request["parts"] is not None:
        schema = content.get("multipart/form-data", {}).get("schema", {})
        return check_form(document, schema, request["parts"])
    if not request["body"]:
        return ["the body is missing"] if described.get("required") else []
    if not content:
        return ["a body where none is described"]
    schema = next(iter(content.values())).get("schema", {})
    return check(document, schema, json.loads(request["body"]), "body")


def check_form(document, schema, parts):
    schema = resolve(document, schema)
    known = schema.get("properties", {})
    wrong = [f"part {name} is missing" for name in schema.get("required", []) if name not in parts]
    return wrong + [f"part {name} is not described" for name in parts if known and name not in known]


def check_request(documents, request):
    target, _, query = request["target"].partition("?")
    for (edition, prefix), (name, theirs) in FILES.items():
        if edition != request["edition"] or not target.startswith(prefix + "/"):
            continue
        document = documents[name]
        found = find_path(document, theirs + target[len(prefix):], request["method"].lower())
        if not found:
            return [f"{name} has no such path with this method"]
        shared = document["paths"][found[0]].get("parameters", [])
        operation = document["paths"][found[0]][request["method"].lower()]
        query = dict(parse_qsl(query, keep_blank_values=True))
        return (check_parameters(document, operation, shared, found[1], query)
                + check_body(document, operation, request))
    is_form = request["edition"] == "datacenter" and target == "/pages/movepage.action"
    return [] if is_form else ["no document is about this"]  # B2: no REST call moves a page


def kinds_in_sources():
    """(edition, operation, method) of each request that a source file of the uploader begins."""
    words = re.compile(r'"([a-z][^"]*)",\s*(?:is_new \? )?"(GET|POST|PUT|DELETE)"(?: : "(PUT)")?')
    uploads = re.compile(r'start_upload\(call, "([^"]+)"')
    for name in sorted(os.listdir(UPLOADER)):
        if not name.endswith(".c"):
            continue
        edition = name[:-2] if name in ("cloud.c", "datacenter.c") else None
        with open(os.path.join(UPLOADER, name), encoding="utf-8") as file:
            text = file.read()
        found = [(operation, method) for operation, *methods in words.findall(text)
                 for method in methods if method]
        found += [(operation, "POST") for operation in uploads.findall(text)]
        for operation, method in found:
            for one in (edition,) if edition else ("cloud", "datacenter"):
                yield one, operation, method


def main():
    folder = os.path.join(os.environ.get("CMSYNC_FACTS", ""), "openapi")
    if not os.path.isdir(folder):
        print("skipped: CMSYNC_FACTS names no folder with openapi/*.json")
        sys.exit(77)
    documents = {}
    for name, _ in FILES.values():
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            documents[name] = json.load(file)
    output = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
    requests = [json.loads(line) for line in output.splitlines()]
    for request in requests:
        wrong = check_request(documents, request)
        wrong = [text for text in wrong if not FREE.match(text)]
        wrong += ["it cannot be built"] if request["is_impossible"] else []
        complaints.extend(f"{request['edition']}: {request['operation']}: {request['method']} "
                          f"{request['target']}: {text}" for text in wrong)
    printed = {(r["edition"], r["operation"], r["method"]) for r in requests}
    kinds = {kind for kind in kinds_in_sources() if kind[1] not in UNDESCRIBED}
    complaints.extend(f"{' '.join(kind)}: a request that is not looked at here"
                      for kind in sorted(kinds - printed))
    print("\n".join(complaints))
    print(f"{len(requests)} requests of {len(kinds)} kinds, {len(complaints)} complaints")
    sys.exit(1 if complaints or len(kinds) < 40 else 0)


main()
