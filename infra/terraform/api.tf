# Two doors to one function. Through the first come people, with a token that the gateway checks.
# Through the second come programs, with a key that the function checks: a gateway's route has one
# way of checking only. What either may do, the function decides.

locals {
  open   = ["GET /health", "GET /openapi.json", "GET /docs"]
  closed = ["ANY /v1/{proxy+}", "GET /metrics", "GET /stats"]

  doors = {
    people   = "for people, with a token"
    programs = "for programs, with a key"
  }

  routes = merge([
    for door in keys(local.doors) : {
      for route in concat(local.open, local.closed) :
      "${door} ${route}" => {
        door  = door
        route = route
        token = door == "people" && contains(local.closed, route)
      }
    }
  ]...)
}

resource "aws_apigatewayv2_api" "this" {
  for_each = local.doors

  name          = "${local.name}-${each.key}"
  description   = "Seedbed of ${var.team}, ${each.value}"
  protocol_type = "HTTP"
  tags          = local.tags
}

resource "aws_apigatewayv2_authorizer" "people" {
  api_id           = aws_apigatewayv2_api.this["people"].id
  name             = "token"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = local.issuer
    audience = local.audience
  }
}

resource "aws_apigatewayv2_integration" "this" {
  for_each = local.doors

  api_id                 = aws_apigatewayv2_api.this[each.key].id
  integration_type       = "AWS_PROXY"
  integration_uri        = module.function["api"].invoke_arn
  integration_method     = "POST"
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

resource "aws_apigatewayv2_route" "this" {
  #checkov:skip=CKV_AWS_309:Health and documentation are open; on the door of programs the function asks for a key.
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this[each.value.door].id
  route_key          = each.value.route
  target             = "integrations/${aws_apigatewayv2_integration.this[each.value.door].id}"
  authorization_type = each.value.token ? "JWT" : "NONE"
  authorizer_id      = each.value.token ? aws_apigatewayv2_authorizer.people.id : null
}

# Gateways may write to groups below this prefix without a policy of their own for each, of which an
# account can have few.
resource "aws_cloudwatch_log_group" "access" {
  for_each = local.doors

  name              = "/aws/vendedlogs/seedbed/${var.team}/access-${each.key}"
  retention_in_days = var.log_days
  kms_key_id        = aws_kms_key.team.arn
  tags              = local.tags
}

resource "aws_apigatewayv2_stage" "this" {
  for_each = local.doors

  api_id      = aws_apigatewayv2_api.this[each.key].id
  name        = "$default"
  auto_deploy = true
  tags        = local.tags

  default_route_settings {
    throttling_burst_limit = var.api.burst
    throttling_rate_limit  = var.api.requests_per_second
  }

  # Neither queries nor headers: they may hold what is nobody's business.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access[each.key].arn
    format = jsonencode({
      at           = "$context.requestTime"
      request      = "$context.requestId"
      from         = "$context.identity.sourceIp"
      subject      = "$context.authorizer.claims.sub"
      method       = "$context.httpMethod"
      path         = "$context.path"
      status       = "$context.status"
      milliseconds = "$context.responseLatency"
      bytes        = "$context.responseLength"
      error        = "$context.error.responseType"
    })
  }
}

resource "aws_lambda_permission" "gateway" {
  for_each = local.doors

  function_name = module.function["api"].name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this[each.key].execution_arn}/*"
}
