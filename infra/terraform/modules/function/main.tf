# A function with a role, a log and alarms of its own.

resource "aws_cloudwatch_log_group" "this" {
  name              = var.log_group
  retention_in_days = var.log_days
  kms_key_id        = var.key_arn
  tags              = var.tags
}

resource "aws_iam_role" "this" {
  name = var.name
  tags = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "code"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = var.statements
  })

  lifecycle {
    precondition {
      condition     = length(var.unplaced) == 0
      error_message = "actions.json grants ${join(", ", var.unplaced)} to ${var.name}, and permissions.tf says no resource for it."
    }
  }
}

# What Lambda itself does in the function's name.
resource "aws_iam_role_policy" "runtime" {
  name = "runtime"
  role = aws_iam_role.this.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
      },
      {
        Sid      = "DeadLetter"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [var.dead_letter_arn]
      },
    ]
  })
}

resource "aws_lambda_function" "this" {
  #checkov:skip=CKV_AWS_117:It reaches AWS's own services only, by IAM and TLS; in a network it would need endpoints that cost by the hour.
  #checkov:skip=CKV_AWS_272:Who may apply the stack may also sign; the archive's hash is in the plan.
  #checkov:skip=CKV_AWS_50:Requests and jobs carry identities through the logs; X-Ray's permissions can't be limited to a resource.
  function_name                  = var.name
  description                    = var.description
  role                           = aws_iam_role.this.arn
  runtime                        = "provided.al2023"
  architectures                  = ["arm64"]
  handler                        = "bootstrap"
  filename                       = var.archive
  source_code_hash               = filebase64sha256(var.archive)
  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.concurrency
  kms_key_arn                    = var.key_arn
  tags                           = var.tags

  ephemeral_storage {
    size = var.disk_mb
  }

  environment {
    variables = merge(var.environment, { RUST_LOG = "info" })
  }

  dead_letter_config {
    target_arn = var.dead_letter_arn
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  # A function that runs before it may do anything fails its first calls.
  depends_on = [aws_iam_role_policy.this, aws_iam_role_policy.runtime]
}

locals {
  alarms = {
    Errors    = "${var.name} ended with an error."
    Throttles = "${var.name} was called more often at once than its concurrency allows."
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${lower(each.key)}"
  alarm_description   = each.value
  namespace           = "AWS/Lambda"
  metric_name         = each.key
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
  tags                = var.tags
}
