data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  name      = "seedbed-${var.team}"
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  tags = merge(var.tags, {
    "seedbed:team" = var.team
  })

  # What the functions and the training job are told.
  environment = {
    SEEDBED_TEAM                = var.team
    SEEDBED_TABLE               = aws_dynamodb_table.records.name
    SEEDBED_BUCKET              = module.data.name
    SEEDBED_QUEUE_URL           = aws_sqs_queue.jobs.url
    SEEDBED_EVENT_BUS           = aws_cloudwatch_event_bus.jobs.name
    SEEDBED_WEBHOOK_KEY         = aws_kms_key.webhooks.arn
    SEEDBED_LINK_SECONDS        = tostring(var.api.link_seconds)
    SEEDBED_REQUESTS_PER_MINUTE = tostring(var.api.requests_per_minute)
    SEEDBED_MAX_ROWS            = tostring(var.jobs.max_rows)
    SEEDBED_ROWS_HERE           = tostring(var.jobs.rows_here)
    SEEDBED_PART_ROWS           = tostring(var.jobs.part_rows)
    SEEDBED_MAX_OPEN_JOBS       = tostring(var.jobs.max_open)
    SEEDBED_KEEP_DAYS           = tostring(var.jobs.keep_days)
  }
}
