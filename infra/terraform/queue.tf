# Jobs that wait, and what nobody could take.

locals {
  two_weeks = 1209600
}

resource "aws_sqs_queue" "jobs" {
  name              = "${local.name}-jobs"
  kms_master_key_id = aws_kms_key.team.arn
  tags              = local.tags

  # Six times as long as a function may run: AWS's advice, so that a throttled call doesn't make a
  # message come twice. A job whose worker died doesn't wait for that: a sweep sends it again.
  visibility_timeout_seconds = 6 * var.generate.timeout_seconds
  message_retention_seconds  = local.two_weeks

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "dead" {
  name                      = "${local.name}-dead"
  kms_master_key_id         = aws_kms_key.team.arn
  message_retention_seconds = local.two_weeks
  tags                      = local.tags
}

resource "aws_sqs_queue_policy" "refuses_plain_http" {
  for_each = { jobs = aws_sqs_queue.jobs, dead = aws_sqs_queue.dead }

  queue_url = each.value.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "NoPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = each.value.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      # An event that no function took.
      each.key == "jobs" ? [] : [{
        Sid       = "EventsThatNobodyTook"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = each.value.arn
        Condition = { ArnEquals = { "aws:SourceArn" = [for rule in aws_cloudwatch_event_rule.this : rule.arn] } }
      }],
    )
  })
}
