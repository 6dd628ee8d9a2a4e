locals {
  # What tells the functions about Batch. Definitions are named without a revision: the newest is
  # meant.
  batch_environment = {
    SEEDBED_BATCH_QUEUE_CPU = module.batch.queues.cpu
    SEEDBED_BATCH_QUEUE_GPU = module.batch.queues.gpu
    SEEDBED_BATCH_JOB_CPU   = module.batch.definitions.cpu
    SEEDBED_BATCH_JOB_GPU   = module.batch.definitions.gpu
  }

  functions = {
    api = {
      description = "Answers over HTTP"
      memory_mb   = 512
      disk_mb     = 512
      # A gateway waits no longer.
      timeout_seconds = 29
      concurrency     = var.concurrency == null ? -1 : var.concurrency.api
    }
    generate = {
      description     = "Makes what jobs of the queue ask for"
      memory_mb       = var.generate.memory_mb
      disk_mb         = var.generate.disk_mb
      timeout_seconds = var.generate.timeout_seconds
      concurrency     = var.concurrency == null ? -1 : var.concurrency.generate
    }
    on-upload = {
      description     = "Makes a job of each schema that is uploaded"
      memory_mb       = 512
      disk_mb         = 512
      timeout_seconds = 60
      concurrency     = var.concurrency == null ? -1 : var.concurrency.on_upload
    }
    webhooks = {
      description     = "Tells what becomes of jobs to the addresses that projects registered"
      memory_mb       = 256
      disk_mb         = 512
      timeout_seconds = 60
      concurrency     = var.concurrency == null ? -1 : var.concurrency.webhooks
    }
    on-batch-event = {
      description     = "Notes what became of jobs on Batch, and sends again what was lost"
      memory_mb       = 256
      disk_mb         = 512
      timeout_seconds = 60
      concurrency     = var.concurrency == null ? -1 : var.concurrency.on_batch_event
    }
  }
}

module "function" {
  source   = "./modules/function"
  for_each = local.functions

  name            = "${local.name}-${each.key}"
  description     = each.value.description
  archive         = "${var.functions}/${each.key}/bootstrap.zip"
  memory_mb       = each.value.memory_mb
  disk_mb         = each.value.disk_mb
  timeout_seconds = each.value.timeout_seconds
  concurrency     = each.value.concurrency
  environment     = merge(local.environment, local.batch_environment)
  statements      = local.statements[each.key]
  unplaced        = local.unplaced[each.key]
  dead_letter_arn = aws_sqs_queue.dead.arn
  key_arn         = aws_kms_key.team.arn
  log_group       = "/seedbed/${var.team}/${each.key}"
  log_days        = var.log_days
  alarm_topic_arn = aws_sns_topic.alarms.arn
  tags            = local.tags
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn        = aws_sqs_queue.jobs.arn
  function_name           = module.function["generate"].arn
  batch_size              = 1
  function_response_types = ["ReportBatchItemFailures"]
  tags                    = local.tags

  # No more messages are taken than the function may have calls: what it can't take would only be
  # counted as received, until it were dead.
  scaling_config {
    maximum_concurrency = local.functions.generate.concurrency == -1 ? 10 : local.functions.generate.concurrency
  }
}
