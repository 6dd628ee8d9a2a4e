# What comes from outside: uploads, Batch's states, the clock. What goes out: the team's own bus.

resource "aws_cloudwatch_event_bus" "jobs" {
  name        = local.name
  description = "What becomes of jobs: seedbed.job.queued, running, succeeded, failed, cancelled"
  tags        = local.tags
}

locals {
  rules = {
    uploads = {
      description = "A schema was uploaded"
      function    = "on-upload"
      bus         = null
      schedule    = null
      pattern = {
        source      = ["aws.s3"]
        detail-type = ["Object Created"]
        detail = {
          bucket = { name = [module.data.name] }
          object = { key = [{ prefix = "uploads/" }] }
        }
      }
    }
    batch = {
      description = "A job on Batch has ended"
      function    = "on-batch-event"
      bus         = null
      schedule    = null
      pattern = {
        source      = ["aws.batch"]
        detail-type = ["Batch Job State Change"]
        detail = {
          jobQueue = module.batch.queue_arns
          status   = ["FAILED", "SUCCEEDED"]
        }
      }
    }
    sweep = {
      description = "Time to look for jobs whose message or worker was lost"
      function    = "on-batch-event"
      bus         = null
      schedule    = "rate(1 minute)"
      pattern     = null
    }
    jobs = {
      description = "A job has come to another state, of which webhooks may want to hear"
      function    = "webhooks"
      bus         = aws_cloudwatch_event_bus.jobs.name
      schedule    = null
      pattern     = { source = ["seedbed"] }
    }
    deliveries = {
      description = "Time to try again what no webhook took"
      function    = "webhooks"
      bus         = null
      schedule    = "rate(1 minute)"
      pattern     = null
    }
  }
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.rules

  name                = "${local.name}-${each.key}"
  description         = each.value.description
  event_bus_name      = each.value.bus
  schedule_expression = each.value.schedule
  event_pattern       = each.value.pattern == null ? null : jsonencode(each.value.pattern)
  tags                = local.tags
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.rules

  rule           = aws_cloudwatch_event_rule.this[each.key].name
  event_bus_name = each.value.bus
  arn            = module.function[each.value.function].arn

  dead_letter_config {
    arn = aws_sqs_queue.dead.arn
  }
}

resource "aws_lambda_permission" "events" {
  for_each = local.rules

  function_name = module.function[each.value.function].name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.this[each.key].arn
}
