"""Rebuilds the AWS provider's schema from the npm package @cdktf/provider-aws.

    schema.py PACKAGE TERRAFORM OUT

PACKAGE is the package as `npm pack` leaves it, TERRAFORM a folder with Terraform files, OUT the
JSON document to write: the provider's version, its own arguments, and of every resource and data
source that TERRAFORM names its attributes and blocks, in the words of Terraform's plugin protocol.

The package is generated from the provider's schema, one folder per resource. Each `index.js`
carries its TypeScript in a source map, and there a comment says of every attribute whether it is
computed, optional or required, a getter says its type, and a description of its HCL says whether
it is a block. What can't be understood ends the run: a schema with holes would let mistakes pass.
"""

import base64
import json
import re
import sys
import tarfile
from pathlib import Path

TYPES = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
    "getStringMapAttribute": ["map", "string"],
    "getNumberMapAttribute": ["map", "number"],
    "getBooleanMapAttribute": ["map", "bool"],
}
MAPS = {"StringMap": "string", "NumberMap": "number", "BooleanMap": "bool"}
PROVIDER_TYPES = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    "stringList": ["list", "string"],
    "stringMap": ["map", "string"],
}

CLASS = re.compile(r"^export class (\w+) extends cdktf\.(\w+) \{\n(.*?)^\}", re.S | re.M)
HCL_FUNCTION = re.compile(
    r"^export function (\w+)ToHclTerraform\(struct.*?\n(.*?)^\}", re.S | re.M
)
HCL = re.compile(
    r"^ +(\w+): \{\n +value: .*?,\n +isBlock: (true|false),\n"
    r' +type: "(\w+)",\n +storageClassType: "(\w+)"',
    re.S | re.M,
)
MEMBER = re.compile(
    r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n"
    r"(.*?)(?=^  // \w+ - computed:|^  // =====|\Z)",
    re.S | re.M,
)
GETTER = re.compile(r"public get \w+\(\)[^{]*\{\n((?: *//[^\n]*\n)*) *return (.*?);", re.S)
NESTED = re.compile(r'= new ([\w.]+)\(this, "\w+"(?:, (true|false))?\)')


def sources(package, folders):
    """By folder, the TypeScript that its JavaScript was made from."""
    found = {}
    with tarfile.open(package) as archive:
        for member in archive:
            parts = member.name.split("/")
            if parts[:2] == ["package", "lib"] and parts[2] in folders and parts[3:] == ["index.js"]:
                text = archive.extractfile(member).read().decode()
                encoded = text.rsplit("base64,", 1)[1]
                found[parts[2]] = json.loads(base64.b64decode(encoded))["sourcesContent"][0]
    return found


class Module:
    """The classes of one resource or data source."""

    def __init__(self, text):
        self.text = text
        self.classes = {name: (base, body) for name, base, body in CLASS.findall(text)}
        self.hcl = {name.lower(): hcl(body) for name, body in HCL_FUNCTION.findall(text)}

    def resource(self, base):
        """The block that the one class of this kind describes."""
        body = next(body for found, body in self.classes.values() if found == base)
        return self.block(body, hcl(body.split("synthesizeHclAttributes()", 1)[1]))

    def block(self, body, inputs):
        attributes, blocks = {}, {}
        for name, computed, optional, required, code in MEMBER.findall(body):
            flags = {"computed": computed == "true", "optional": optional == "true",
                     "required": required == "true"}
            described = inputs.get(name)
            nested = NESTED.search(code)
            if nested and not nested.group(1).startswith("cdktf."):
                inner = self.nested(nested.group(1))
                if described and described[0]:
                    blocks[name] = nesting(inner, nested, described[1], flags)
                    continue
                kind = container(nested, object_type(inner))
            elif nested:
                kind = ["map", MAPS[nested.group(1).removeprefix("cdktf.")]]
            else:
                kind = scalar(name, code, described)
            attributes[name] = {"type": kind, **flags}
        overlooked = inputs.keys() - attributes.keys() - blocks.keys()
        if overlooked:
            raise ValueError(f"nothing is said of {', '.join(sorted(overlooked))}")
        return {"attributes": attributes, "block_types": blocks}

    def nested(self, name):
        stem = re.sub(r"(OutputReference|List|Map)$", "", name)
        _, body = self.classes[stem + "OutputReference"]
        return self.block(body, self.hcl.get(stem.lower(), {}))


def hcl(body):
    """Of each name, whether it is a block, and its kind of collection."""
    return {name: (block == "true", kind) for name, block, kind, _ in HCL.findall(body)}


def nesting(inner, nested, kind, flags):
    """A block in a block, and how often it may be there."""
    single = nested.group(1).endswith("OutputReference")
    if kind == "struct":
        return {"nesting": "single", "block": inner}
    mode = "set" if kind == "set" or nested.group(2) == "true" else "list"
    found = {"nesting": mode, "block": inner}
    if flags["required"]:
        found["min_items"] = 1
    if single:
        found["max_items"] = 1
    return found


def container(nested, inner):
    """The type of an attribute that holds objects."""
    if nested.group(1).endswith("Map"):
        return ["map", inner]
    return ["set" if nested.group(2) == "true" else "list", inner]


def object_type(block):
    """A block as the type of an object, where it is no block but a value."""
    fields = {name: attribute["type"] for name, attribute in block["attributes"].items()}
    for name, nested in block["block_types"].items():
        fields[name] = [nested["nesting"], object_type(nested["block"])]
    return ["object", fields]


def scalar(name, code, described):
    getter = GETTER.search(code)
    read = re.search(r"this\.(\w+)\('\w+'\)", getter.group(2)) if getter else None
    if not read or read.group(1) not in TYPES:
        raise ValueError(f"{name}: its type can't be told")
    kind = TYPES[read.group(1)]
    is_set = "Fn.tolist" in getter.group(2) or (described and described[1] == "set")
    return ["set", kind[1]] if is_set and kind[0] == "list" else kind


def provider(text):
    """The provider's own arguments. All are optional."""
    module = Module(text)
    structs = {match.group(1).lower(): HCL.findall(match.group(2))
               for match in HCL_FUNCTION.finditer(text)}

    def block(entries):
        attributes, blocks = {}, {}
        for name, is_block, kind, storage in entries:
            if is_block == "true":
                inner = block(structs[storage.removesuffix("List").lower()])
                mode = "set" if kind == "set" else "list"
                blocks[name] = {"nesting": mode, "block": inner}
            elif name != "alias":
                of = PROVIDER_TYPES[storage]
                of = ["set", of[1]] if kind == "set" else of
                attributes[name] = {"type": of, "optional": True, "computed": False,
                                    "required": False}
        return {"attributes": attributes, "block_types": blocks}

    body = next(body for base, body in module.classes.values() if base == "TerraformProvider")
    version = re.search(r"providerVersion: '([\d.]+)'", text).group(1)
    return version, block(HCL.findall(body.split("synthesizeHclAttributes()", 1)[1]))


def named(folder):
    """The kinds of resources and data sources that Terraform files name."""
    found = set()
    for path in sorted(Path(folder).rglob("*.tf")):
        found |= set(re.findall(r'^(resource|data) "aws_(\w+)"', path.read_text(), re.M))
    return sorted(found)


def main(package, folder, out):
    folders = {"provider": None}
    for what, kind in named(folder):
        prefix = "" if what == "resource" else "data-aws-"
        folders[prefix + kind.replace("_", "-")] = (what, kind)
    texts = sources(package, folders)
    version, own = provider(texts.pop("provider"))
    document = {"version": version, "provider": own, "resource": {}, "data": {}}
    del folders["provider"]
    for name, (what, kind) in folders.items():
        if name not in texts:
            sys.exit(f"the provider {version} has no {what} aws_{kind}")
        base = "TerraformResource" if what == "resource" else "TerraformDataSource"
        try:
            document[what]["aws_" + kind] = Module(texts[name]).resource(base)
        except (AttributeError, KeyError, StopIteration, TypeError, ValueError) as error:
            sys.exit(f"{what} aws_{kind} can't be understood: {error!r}")
    Path(out).write_text(json.dumps(document, indent=1, sort_keys=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
