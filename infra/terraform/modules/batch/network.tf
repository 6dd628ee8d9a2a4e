# A network of its own: nobody can call into it, and by default there is nothing in it that costs
# while no job runs. Machines reach S3 and DynamoDB through gateways, and the rest of AWS by public
# addresses, or with `private` through endpoints.

data "aws_availability_zones" "here" {
  #checkov:skip=CKV_AWS_394:The first three by name are taken; a zone that AWS adds comes after them.
  state = "available"

  # Local zones have no Spot machines of these types.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  zones = slice(
    data.aws_availability_zones.here.names, 0, min(3, length(data.aws_availability_zones.here.names))
  )

  endpoints = toset(var.private ? ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "events", "logs", "sqs"] : [])
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:Nothing listens in it, and what its machines send goes to AWS's own services, which log it.
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(var.tags, { Name = var.name })
}

# The group that everything without a group is in: it lets nothing in or out.
resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id
  tags   = var.tags
}

resource "aws_subnet" "this" {
  #checkov:skip=CKV_AWS_130:Without a public address machines would need endpoints or a NAT gateway, which cost by the hour; nothing is let in. `private` turns it off.
  count = length(local.zones)

  vpc_id                  = aws_vpc.this.id
  availability_zone       = local.zones[count.index]
  cidr_block              = cidrsubnet(var.cidr, 4, count.index)
  map_public_ip_on_launch = !var.private
  tags                    = merge(var.tags, { Name = "${var.name}-${local.zones[count.index]}" })
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = var.name })
}

resource "aws_route_table_association" "this" {
  count = length(local.zones)

  subnet_id      = aws_subnet.this[count.index].id
  route_table_id = aws_route_table.this.id
}

resource "aws_internet_gateway" "this" {
  count = var.private ? 0 : 1

  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = var.name })
}

resource "aws_route" "internet" {
  count = var.private ? 0 : 1

  route_table_id         = aws_route_table.this.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = toset(["dynamodb", "s3"])

  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${data.aws_region.current.region}.${each.key}"
  route_table_ids   = [aws_route_table.this.id]
  tags              = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.endpoints

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.region}.${each.key}"
  subnet_ids          = aws_subnet.this[*].id
  security_group_ids  = [aws_security_group.endpoint[0].id]
  private_dns_enabled = true
  tags                = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_security_group" "machine" {
  name        = "${var.name}-machine"
  description = "Machines of Batch: nothing in, TLS out"
  vpc_id      = aws_vpc.this.id
  tags        = var.tags
}

resource "aws_vpc_security_group_egress_rule" "tls" {
  security_group_id = aws_security_group.machine.id
  description       = "AWS's services"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
  tags              = var.tags
}

resource "aws_security_group" "endpoint" {
  count = var.private ? 1 : 0

  name        = "${var.name}-endpoint"
  description = "Endpoints of AWS's services: TLS from the machines"
  vpc_id      = aws_vpc.this.id
  tags        = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "endpoint" {
  count = var.private ? 1 : 0

  security_group_id            = aws_security_group.endpoint[0].id
  description                  = "The machines"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.machine.id
  tags                         = var.tags
}
