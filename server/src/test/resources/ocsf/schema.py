#!/usr/bin/env python3
"""Makes a JSON Schema of a few OCSF classes from a checkout of https://github.com/ocsf/ocsf-schema.

    schema.py CHECKOUT > ocsf-1.8.0.schema.json

What the classes, the profile and the objects named here say of attributes, types, enumerations, requirements and
constraints is taken over as it is, without descriptions. Other objects are only asked to be objects: no event holds
one of them.
"""
import json, os, re, sys

ROOT = sys.argv[1]
CLASSES = {
    "api_activity": "application",
    "application_lifecycle": "application",
    "authentication": "iam",
    "entity_management": "iam",
}
PROFILES = {"security_control"}
OBJECTS = {
    "actor", "api", "authorization", "fingerprint", "group", "managed_entity", "metadata", "network_endpoint",
    "policy", "product", "request", "resource_details", "response", "service", "session", "user",
}
# The type of the attribute `unmapped` and of no other: it has no attributes of its own.
ANYTHING = "object"


def load(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return json.load(file)


DICTIONARY = load("dictionary.json")
TYPES = DICTIONARY["types"]["attributes"]


def attributes(definition, folder):
    """All attributes, the inherited ones first; those of profiles that are not applied are left out."""
    parent = definition.get("extends")
    merged, constraints = {}, {}
    if parent and parent != ANYTHING:
        path = next(p for p in (f"{folder}/{parent}.json", f"events/{parent}.json") if os.path.exists(os.path.join(ROOT, p)))
        merged, constraints = attributes(load(path), folder)
    own = dict(definition.get("attributes", {}))
    for include in own.pop("$include", []):
        profile = load(include)
        if profile["name"] in PROFILES:
            for name, attribute in profile["attributes"].items():
                merged[name] = join(merged.get(name, {}), attribute)
    for name, attribute in own.items():
        if attribute.get("profile") and attribute["profile"] not in PROFILES:
            continue
        merged[name] = join(merged.get(name, {}), attribute)
    return merged, definition.get("constraints", constraints)


def join(inherited, own):
    joined = {**inherited, **own}
    if "enum" in inherited and "enum" in own:
        joined["enum"] = {**inherited["enum"], **own["enum"]}
    return joined


def value(name, attribute):
    known = DICTIONARY["attributes"][name]
    enum = {**known.get("enum", {}), **attribute.get("enum", {})}
    kind = attribute.get("type", known["type"])
    schema = of_type(kind)
    if enum:
        schema["enum"] = [int(key) if re.fullmatch(r"-?\d+", key) else key for key in enum]
    return {"type": "array", "items": schema} if attribute.get("is_array", known.get("is_array")) else schema


def of_type(kind):
    if kind not in TYPES:
        return {"$ref": f"#/$defs/{kind}"} if kind in OBJECTS else {"type": "object"}
    definition = TYPES[kind]
    base = definition.get("type", kind)
    if base == "json_t":
        return {}
    schema = {"type": {"string_t": "string", "integer_t": "integer", "long_t": "integer", "float_t": "number", "boolean_t": "boolean"}[base]}
    if "max_len" in definition:
        schema["maxLength"] = definition["max_len"]
    if "regex" in definition:
        schema["pattern"] = definition["regex"]
    if "range" in definition:
        schema["minimum"], schema["maximum"] = definition["range"]
    return schema


def schema_of(definition, folder, fixed=None):
    merged, constraints = attributes(definition, folder)
    schema = {
        "type": "object",
        "properties": {name: value(name, attribute) for name, attribute in sorted(merged.items())},
        "required": sorted(name for name, attribute in merged.items() if attribute.get("requirement") == "required"),
        "additionalProperties": False,
        "deprecated": sorted(name for name, attribute in merged.items() if "@deprecated" in attribute),
    }
    for name, number in (fixed or {}).items():
        schema["properties"][name] = {"const": number}
    if "at_least_one" in constraints:
        schema["anyOf"] = [{"required": [name]} for name in constraints["at_least_one"]]
    if "just_one" in constraints:
        schema["oneOf"] = [{"required": [name]} for name in constraints["just_one"]]
    return schema


def without_deprecated(schema):
    for name in schema.pop("deprecated"):
        schema["properties"].pop(name)
    return schema


categories = load("categories.json")["attributes"]
classes = {}
for name, category in CLASSES.items():
    definition = load(f"events/{category}/{name}.json")
    category_uid = categories[category]["uid"]
    class_uid = category_uid * 1000 + definition["uid"]
    one = schema_of(definition, f"events/{category}", {"class_uid": class_uid, "category_uid": category_uid})
    activities = one["properties"]["activity_id"]["enum"]
    one["properties"]["type_uid"] = {"enum": [class_uid * 100 + activity for activity in activities]}
    classes[str(class_uid)] = without_deprecated(one)

result = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$comment": f"OCSF {load('version.json')['version']}, https://github.com/ocsf/ocsf-schema, Apache License 2.0. Made by schema.py.",
    "oneOf": [{"$ref": f"#/$defs/{name}"} for name in CLASSES],
    "$defs": {name: schema for name, schema in zip(CLASSES, classes.values())}
    | {name: without_deprecated(schema_of(load(f"objects/{name}.json"), "objects")) for name in sorted(OBJECTS)},
}
json.dump(result, sys.stdout, indent=1, sort_keys=True, ensure_ascii=True)
print()
