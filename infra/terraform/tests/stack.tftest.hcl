# What a team may rely on, of one stack. Nothing is deployed: the provider's answers are made up.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c", "eu-central-1d"] }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/seedbed-orchard" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::seedbed-orchard" }
  }
}

variables {
  team          = "orchard"
  image_version = "1.0.0"
}

run "data_is_reached_with_tls_only" {
  assert {
    condition = anytrue([
      for statement in jsondecode(module.data.policy).Statement :
      statement.Effect == "Deny" && statement.Principal == "*" && statement.Action == "s3:*"
      && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"
      && contains(statement.Resource, "arn:aws:s3:::seedbed-orchard")
      && contains(statement.Resource, "arn:aws:s3:::seedbed-orchard/*")
    ])
    error_message = "The bucket takes plain HTTP."
  }

  assert {
    condition = alltrue([
      for queue in aws_sqs_queue_policy.refuses_plain_http :
      jsondecode(queue.policy).Statement[0].Effect == "Deny"
      && jsondecode(queue.policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    ])
    error_message = "A queue takes plain HTTP."
  }
}

run "what_is_at_rest_is_encrypted_with_the_teams_key" {
  assert {
    condition     = aws_dynamodb_table.records.server_side_encryption[0].kms_key_arn == aws_kms_key.team.arn
    error_message = "The table has another key."
  }

  assert {
    condition = (aws_sqs_queue.jobs.kms_master_key_id == aws_kms_key.team.arn
      && aws_sqs_queue.dead.kms_master_key_id == aws_kms_key.team.arn
    && aws_sns_topic.alarms.kms_master_key_id == aws_kms_key.team.arn)
    error_message = "A queue or the topic has another key."
  }

  assert {
    condition     = aws_kms_key.team.enable_key_rotation
    error_message = "The key is never changed."
  }
}

run "the_table_is_keyed_as_the_code_writes_it" {
  assert {
    condition     = aws_dynamodb_table.records.hash_key == "pk" && aws_dynamodb_table.records.range_key == "sk"
    error_message = "The table's keys are not pk and sk."
  }

  assert {
    condition = toset([for index in aws_dynamodb_table.records.global_secondary_index : join(" ", [index.name, index.hash_key, index.range_key, index.projection_type])]) == toset([
      "due due_pk due_sk ALL",
      "state state_pk state_sk ALL",
    ])
    error_message = "The indexes are others than due and state."
  }

  assert {
    condition     = aws_dynamodb_table.records.ttl[0].attribute_name == "expires" && aws_dynamodb_table.records.ttl[0].enabled
    error_message = "Records are not forgotten when they expire."
  }

  assert {
    condition     = aws_dynamodb_table.records.point_in_time_recovery[0].enabled && aws_dynamodb_table.records.billing_mode == "PAY_PER_REQUEST"
    error_message = "The table can't be restored, or is paid for while nobody asks."
  }
}

run "policies_name_resources_and_actions" {
  assert {
    condition = alltrue(flatten([
      for role, policy in output.policies : [
        for statement in jsondecode(policy).Statement : [
          for action in statement.Action : !strcontains(action, "*")
        ]
      ]
    ]))
    error_message = "A policy allows actions that it doesn't name."
  }

  # AWS can't limit batch:DescribeJobs to a resource.
  assert {
    condition = alltrue(flatten([
      for role, policy in output.policies : [
        for statement in jsondecode(policy).Statement :
        !contains(statement.Resource, "*") || statement.Action == ["batch:DescribeJobs"]
      ]
    ]))
    error_message = "A policy allows something on every resource of the account."
  }

  assert {
    condition     = !strcontains(output.policies["on-upload"], "batch:") && !strcontains(output.policies["on-batch-event"], "s3:")
    error_message = "A function may do what its code never does."
  }
}

run "webhooks_are_signed_by_a_key_that_two_functions_may_use" {
  assert {
    condition     = aws_kms_key.webhooks.key_usage == "GENERATE_VERIFY_MAC" && aws_kms_key.webhooks.customer_master_key_spec == "HMAC_256"
    error_message = "The key makes no codes."
  }

  assert {
    condition     = [for role in sort(keys(output.policies)) : role if strcontains(output.policies[role], "kms:GenerateMac")] == ["api", "webhooks"]
    error_message = "Others may sign in the stack's name."
  }

  assert {
    condition     = aws_cloudwatch_event_rule.this["jobs"].event_bus_name == aws_cloudwatch_event_bus.jobs.name && aws_cloudwatch_event_target.this["jobs"].event_bus_name == aws_cloudwatch_event_bus.jobs.name
    error_message = "Webhooks don't hear the team's own bus."
  }

  assert {
    condition = alltrue([
      for service in ["s3:", "sqs:", "batch:", "events:"] : !strcontains(output.policies["webhooks"], "\"${service}")
    ])
    error_message = "What calls addresses that users named reaches more than the table."
  }
}

run "functions_are_bounded" {
  assert {
    condition = { for name, function in module.function : name => function.concurrency } == {
      api            = 20
      generate       = 10
      on-upload      = 5
      on-batch-event = 2
      webhooks       = 3
    }
    error_message = "A function may run as often at once as it likes."
  }

  assert {
    condition     = alltrue([for function in module.function : function.architectures == tolist(["arm64"])])
    error_message = "A function isn't for arm64."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.jobs.scaling_config[0].maximum_concurrency == 10
    error_message = "The queue hands out more than generate takes at once."
  }

  assert {
    condition     = aws_sqs_queue.jobs.visibility_timeout_seconds == 1800
    error_message = "A message comes back before generate is done with it."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.jobs.redrive_policy).deadLetterTargetArn == aws_sqs_queue.dead.arn
    error_message = "What nobody can take goes round for ever."
  }
}

run "an_account_without_quota_reserves_nothing" {
  variables {
    concurrency = null
  }

  assert {
    condition     = alltrue([for function in module.function : function.concurrency == -1])
    error_message = "Concurrency is reserved."
  }
}

run "a_machine_that_spot_takes_back_costs_no_job" {
  assert {
    condition = alltrue([
      for kind in ["cpu", "gpu"] :
      contains(module.batch.retries[kind], "Host EC2*") && contains(module.batch.retries[kind], "75")
    ])
    error_message = "A job ends with its machine."
  }
}

run "people_need_a_token_and_programs_a_key" {
  assert {
    condition = alltrue([
      for name, route in aws_apigatewayv2_route.this :
      route.authorization_type == "JWT" if startswith(name, "people ANY /v1") || startswith(name, "people GET /metrics") || startswith(name, "people GET /stats")
    ])
    error_message = "Somebody gets in without a token."
  }

  assert {
    condition = toset([for route in aws_apigatewayv2_route.this : route.route_key if route.authorization_type == "NONE" && route.api_id == aws_apigatewayv2_api.this["people"].id]) == toset([
      "GET /docs", "GET /health", "GET /openapi.json",
    ])
    error_message = "More is open than health and documentation."
  }

  assert {
    condition = alltrue([
      for stage in aws_apigatewayv2_stage.this :
      stage.default_route_settings[0].throttling_rate_limit == 50 && stage.default_route_settings[0].throttling_burst_limit == 100
    ])
    error_message = "A gateway has no limit."
  }
}

run "nobody_makes_themselves_an_admin" {
  assert {
    condition     = aws_cognito_user_pool.people[0].admin_create_user_config[0].allow_admin_create_user_only
    error_message = "Everybody can sign up."
  }

  assert {
    condition     = !contains(aws_cognito_user_pool_client.people[0].write_attributes, "custom:seedbed_roles") && !contains(aws_cognito_user_pool_client.people[0].write_attributes, "email")
    error_message = "People can change what they are believed by."
  }
}

run "a_company_brings_its_own_issuer" {
  variables {
    identity = { issuer = "https://login.example.com", audience = ["seedbed"] }
  }

  assert {
    condition     = length(aws_cognito_user_pool.people) == 0 && output.issuer == "https://login.example.com"
    error_message = "A pool is made although there is an issuer."
  }

  assert {
    condition     = aws_apigatewayv2_authorizer.people.jwt_configuration[0].audience == toset(["seedbed"])
    error_message = "Tokens for others would do."
  }
}

run "somebody_hears_of_what_goes_wrong" {
  variables {
    alarm_emails = ["ops@example.com"]
  }

  assert {
    condition = length(setsubtract(
      ["dead-letters", "oldest-job", "people-5xx", "programs-5xx", "table-read-throttles", "table-write-throttles"],
      keys(aws_cloudwatch_metric_alarm.this),
    )) == 0
    error_message = "An alarm is missing."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains(alarm.alarm_actions, aws_sns_topic.alarms.arn)])
    error_message = "An alarm tells nobody."
  }

  assert {
    condition     = one([for filter in aws_budgets_budget.team.cost_filter : filter.values]) == tolist([format("%s$%s", "user:seedbed:team", "orchard")])
    error_message = "The budget counts other teams' costs."
  }
}

run "nothing_is_destroyed_with_its_data_by_default" {
  assert {
    condition     = aws_dynamodb_table.records.deletion_protection_enabled && aws_kms_key.team.deletion_window_in_days == 30
    error_message = "The table or the key goes at once."
  }
}

run "a_private_network_has_endpoints_and_no_way_out" {
  variables {
    network = { private = true }
  }

  assert {
    condition     = module.batch.internet_gateways == 0 && length(module.batch.endpoints) == 8
    error_message = "Machines reach the internet, or can't reach AWS."
  }
}
