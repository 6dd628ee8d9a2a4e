"""Serves the AWS provider's schema to Terraform, without AWS.

    provider.py SCHEMA SOCKET

SCHEMA is what schema.py wrote. Terraform's plugin protocol 6 is spoken on the Unix socket SOCKET;
the value for TF_REATTACH_PROVIDERS is printed once it listens, and the process serves until its
standard input ends.

The real Terraform then checks every argument, block, type and reference against the provider's
schema. Plans and applies go through: what AWS would answer is made from the names that were
planned, and is the same in every run. VALUES holds the words that arguments take where a schema
says no more than "a string".
"""

import hashlib
import json
import os
import sys
from concurrent import futures

import grpc
import msgpack
from tf.gen import grpc_controller_pb2 as controller
from tf.gen import grpc_controller_pb2_grpc as controller_grpc
from tf.gen import tfplugin_pb2 as pb
from tf.gen import tfplugin_pb2_grpc as plugin_grpc

ADDRESS = "registry.terraform.io/hashicorp/aws"
ACCOUNT, REGION = "123456789012", "eu-central-1"
ZONES = [REGION + zone for zone in "abc"]

NESTING = {"single": 1, "list": 2, "set": 3, "map": 4}
UNKNOWN = msgpack.ExtType(0, b"\0")

# Words that arguments take, as the provider's documentation lists them.
VALUES = {
    ("aws_apigatewayv2_api", "protocol_type"): {"HTTP", "WEBSOCKET"},
    ("aws_apigatewayv2_authorizer", "authorizer_type"): {"JWT", "REQUEST"},
    ("aws_apigatewayv2_integration", "integration_type"): {"AWS_PROXY", "HTTP_PROXY"},
    ("aws_apigatewayv2_integration", "payload_format_version"): {"1.0", "2.0"},
    ("aws_apigatewayv2_route", "authorization_type"): {"AWS_IAM", "CUSTOM", "JWT", "NONE"},
    ("aws_batch_compute_environment", "type"): {"MANAGED", "UNMANAGED"},
    ("aws_batch_compute_environment", "compute_resources.type"):
        {"EC2", "FARGATE", "FARGATE_SPOT", "SPOT"},
    ("aws_batch_compute_environment", "compute_resources.allocation_strategy"):
        {"BEST_FIT", "BEST_FIT_PROGRESSIVE", "SPOT_CAPACITY_OPTIMIZED",
         "SPOT_PRICE_CAPACITY_OPTIMIZED"},
    ("aws_batch_compute_environment", "compute_resources.ec2_configuration.image_type"):
        {"ECS_AL2", "ECS_AL2_NVIDIA", "ECS_AL2023", "ECS_AL2023_NVIDIA"},
    ("aws_batch_job_definition", "type"): {"container", "multinode"},
    ("aws_batch_job_definition", "retry_strategy.evaluate_on_exit.action"): {"EXIT", "RETRY"},
    ("aws_batch_job_queue", "state"): {"DISABLED", "ENABLED"},
    ("aws_budgets_budget", "budget_type"): {"COST", "USAGE"},
    ("aws_budgets_budget", "time_unit"): {"ANNUALLY", "DAILY", "MONTHLY", "QUARTERLY"},
    ("aws_budgets_budget", "notification.notification_type"): {"ACTUAL", "FORECASTED"},
    ("aws_cloudwatch_metric_alarm", "comparison_operator"):
        {"GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold",
         "LessThanOrEqualToThreshold"},
    ("aws_cloudwatch_metric_alarm", "treat_missing_data"):
        {"breaching", "ignore", "missing", "notBreaching"},
    ("aws_cognito_user_pool", "mfa_configuration"): {"OFF", "ON", "OPTIONAL"},
    ("aws_cognito_user_pool", "deletion_protection"): {"ACTIVE", "INACTIVE"},
    ("aws_dynamodb_table", "billing_mode"): {"PAY_PER_REQUEST", "PROVISIONED"},
    ("aws_dynamodb_table", "attribute.type"): {"B", "N", "S"},
    ("aws_dynamodb_table", "global_secondary_index.projection_type"):
        {"ALL", "INCLUDE", "KEYS_ONLY"},
    ("aws_ecr_repository", "image_tag_mutability"): {"IMMUTABLE", "MUTABLE"},
    ("aws_ecr_repository", "encryption_configuration.encryption_type"): {"AES256", "KMS"},
    ("aws_lambda_function", "architectures"): {"arm64", "x86_64"},
    ("aws_lambda_function", "runtime"): {"provided.al2023"},
    ("aws_lambda_function", "logging_config.log_format"): {"JSON", "Text"},
    ("aws_lambda_event_source_mapping", "function_response_types"): {"ReportBatchItemFailures"},
    ("aws_launch_template", "metadata_options.http_tokens"): {"optional", "required"},
    ("aws_s3_bucket_ownership_controls", "rule.object_ownership"):
        {"BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"},
    ("aws_s3_bucket_server_side_encryption_configuration",
     "rule.apply_server_side_encryption_by_default.sse_algorithm"):
        {"AES256", "aws:kms", "aws:kms:dsse"},
    ("aws_s3_bucket_versioning", "versioning_configuration.status"): {"Enabled", "Suspended"},
    ("aws_s3_bucket_lifecycle_configuration", "rule.status"): {"Disabled", "Enabled"},
    ("aws_vpc_endpoint", "vpc_endpoint_type"): {"Gateway", "Interface"},
}

# The ARN's service and resource, made from the attributes that were planned.
ARNS = {
    "aws_batch_compute_environment": ("batch", "compute-environment/{name}"),
    "aws_batch_job_definition": ("batch", "job-definition/{name}:1"),
    "aws_batch_job_queue": ("batch", "job-queue/{name}"),
    "aws_cloudwatch_event_bus": ("events", "event-bus/{name}"),
    "aws_cloudwatch_event_rule": ("events", "rule/{name}"),
    "aws_cloudwatch_log_group": ("logs", "log-group:{name}"),
    "aws_dynamodb_table": ("dynamodb", "table/{name}"),
    "aws_ecr_repository": ("ecr", "repository/{name}"),
    "aws_kms_key": ("kms", "key/{key_id}"),
    "aws_lambda_function": ("lambda", "function:{function_name}"),
    "aws_sns_topic": ("sns", "{name}"),
    "aws_sqs_queue": ("sqs", "{name}"),
}
GLOBAL_ARNS = {
    "aws_iam_instance_profile": f"arn:aws:iam::{ACCOUNT}:instance-profile/{{name}}",
    "aws_iam_policy": f"arn:aws:iam::{ACCOUNT}:policy/{{name}}",
    "aws_iam_role": f"arn:aws:iam::{ACCOUNT}:role/{{name}}",
    "aws_s3_bucket": "arn:aws:s3:::{bucket}",
}
# What is known by its name.
NAMED_BY = {"aws_s3_bucket": "bucket", "aws_iam_role": "name", "aws_cloudwatch_log_group": "name"}

DATA = {
    "aws_caller_identity": {"account_id": ACCOUNT},
    "aws_partition": {"partition": "aws", "dns_suffix": "amazonaws.com"},
    "aws_region": {"region": REGION, "name": REGION},
    "aws_availability_zones": {"names": ZONES},
}


def decode(value):
    return msgpack.unpackb(value.msgpack, strict_map_key=False) if value.msgpack else None


def encode(value):
    return pb.DynamicValue(msgpack=msgpack.packb(value))


def schema(block):
    return pb.Schema(version=0, block=wire(block))


def wire(block):
    """A block in the words of the protocol."""
    attributes = [
        pb.Schema.Attribute(name=name, type=json.dumps(about["type"]).encode(),
                            required=about["required"], optional=about["optional"],
                            computed=about["computed"])
        for name, about in block["attributes"].items()
    ]
    nested = [
        pb.Schema.NestedBlock(type_name=name, nesting=NESTING[about["nesting"]],
                              min_items=about.get("min_items", 0),
                              max_items=about.get("max_items", 0), block=wire(about["block"]))
        for name, about in block["block_types"].items()
    ]
    return pb.Schema.Block(version=0, attributes=attributes, block_types=nested)


def fill(block, value, make):
    """Puts what `make` gives for a name and type wherever AWS decides."""
    for name, about in block["attributes"].items():
        given = value.get(name)
        if isinstance(given, msgpack.ExtType) or (about["computed"] and given is None):
            value[name] = make(name, about["type"])
    for name, about in block["block_types"].items():
        for inner in items(value.get(name)):
            fill(about["block"], inner, make)
    return value


def items(nested):
    if isinstance(nested, dict):
        return [nested]
    return nested if isinstance(nested, list) else []


def answer(kind, planned):
    """What AWS would say of a new resource: identities and addresses made from its names."""
    known = {name: value for name, value in planned.items() if isinstance(value, str)}
    digest = hashlib.sha256(f"{kind}{json.dumps(planned, sort_keys=True, default=str)}".encode())
    identity = digest.hexdigest()[:10]
    known.setdefault("name", known.get("name_prefix", "") + identity)
    known.update(id=known.get(NAMED_BY.get(kind, ""), identity), key_id=identity)
    known["arn"] = arn(kind, known)
    known["arn_prefix"] = known["arn"].rsplit(":", 1)[0]
    if kind == "aws_apigatewayv2_api":
        known["api_endpoint"] = f"https://{identity}.execute-api.{REGION}.amazonaws.com"
        known["execution_arn"] = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{identity}"
    if kind == "aws_sqs_queue":
        known["url"] = known["id"] = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{known['name']}"
    if kind == "aws_ecr_repository":
        host = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
        known["repository_url"] = f"{host}/{known['name']}"

    def make(name, of):
        if of == "string":
            return known.get(name, REGION if name == "region" else f"{identity}-{name}")
        if of in ("number", "bool"):
            return 1 if of == "number" else False
        return {} if of[0] == "map" else []

    return make


def arn(kind, known):
    if kind in GLOBAL_ARNS:
        return GLOBAL_ARNS[kind].format(**known)
    service, resource = ARNS.get(kind, ("stand-in", kind + "/{id}"))
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource.format(**known)}"


def complaints(kind, block, value, path=""):
    """Values of arguments that AWS would refuse."""
    for name, about in block["attributes"].items():
        given = value.get(name)
        if given is None:
            continue
        if about["computed"] and not about["optional"]:
            yield f"{kind}.{path}{name} is AWS's to say"
        allowed = VALUES.get((kind, path + name))
        for word in given if isinstance(given, list) else [given]:
            if allowed and isinstance(word, str) and word not in allowed:
                yield f"{kind}.{path}{name} is one of {', '.join(sorted(allowed))}"
    for name, about in block["block_types"].items():
        for inner in items(value.get(name)):
            yield from complaints(kind, about["block"], inner, f"{path}{name}.")


class Provider(plugin_grpc.ProviderServicer):
    def __init__(self, document):
        self.document = document

    def GetMetadata(self, request, context):
        return pb.GetMetadata.Response(
            resources=[pb.GetMetadata.ResourceMetadata(type_name=kind)
                       for kind in self.document["resource"]],
            data_sources=[pb.GetMetadata.DataSourceMetadata(type_name=kind)
                          for kind in self.document["data"]],
        )

    def GetProviderSchema(self, request, context):
        kinds = {what: {kind: schema(block) for kind, block in self.document[what].items()}
                 for what in ("resource", "data")}
        return pb.GetProviderSchema.Response(
            provider=schema(self.document["provider"]),
            resource_schemas=kinds["resource"],
            data_source_schemas=kinds["data"],
        )

    def ValidateProviderConfig(self, request, context):
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request, context):
        block = self.document["resource"][request.type_name]
        found = complaints(request.type_name, block, decode(request.config))
        return pb.ValidateResourceConfig.Response(
            diagnostics=[pb.Diagnostic(severity=1, summary=text) for text in found])

    def ValidateDataResourceConfig(self, request, context):
        return pb.ValidateDataResourceConfig.Response()

    def ConfigureProvider(self, request, context):
        return pb.ConfigureProvider.Response()

    def UpgradeResourceState(self, request, context):
        state = json.loads(request.raw_state.json)
        return pb.UpgradeResourceState.Response(upgraded_state=encode(state))

    def ReadResource(self, request, context):
        return pb.ReadResource.Response(new_state=request.current_state)

    def ReadDataSource(self, request, context):
        kind = request.type_name
        value = decode(request.config)
        make = answer(kind, value)
        told = DATA[kind]
        value = fill(self.document["data"][kind], value,
                     lambda name, of: told[name] if name in told else make(name, of))
        return pb.ReadDataSource.Response(state=encode(value))

    def PlanResourceChange(self, request, context):
        value = decode(request.proposed_new_state)
        if value is not None and decode(request.prior_state) is None:
            block = self.document["resource"][request.type_name]
            fill(block, value, lambda name, of: UNKNOWN)
        return pb.PlanResourceChange.Response(planned_state=encode(value))

    def ApplyResourceChange(self, request, context):
        value = decode(request.planned_state)
        if value is not None:
            kind = request.type_name
            fill(self.document["resource"][kind], value, answer(kind, value))
        return pb.ApplyResourceChange.Response(new_state=encode(value))

    def GetFunctions(self, request, context):
        return pb.GetFunctions.Response()

    def StopProvider(self, request, context):
        return pb.StopProvider.Response()


class Controller(controller_grpc.GRPCControllerServicer):
    def Shutdown(self, request, context):
        return controller.Empty()


def main(path, socket):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    unlimited = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    server = grpc.server(futures.ThreadPoolExecutor(8), options=unlimited)
    plugin_grpc.add_ProviderServicer_to_server(Provider(document), server)
    controller_grpc.add_GRPCControllerServicer_to_server(Controller(), server)
    server.add_insecure_port("unix:" + socket)
    server.start()
    address = {"Network": "unix", "String": socket}
    reattach = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": os.getpid(), "Test": True,
                "Addr": address}
    print(json.dumps({ADDRESS: reattach}), flush=True)
    sys.stdin.read()
    server.stop(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
