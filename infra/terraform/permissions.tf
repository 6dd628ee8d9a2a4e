# What each role may do: what `actions.json` says that its code calls, on this team's resources only.
# Tests compare that file with the calls that the code makes, and these policies with the file.

locals {
  actions = jsondecode(file("${path.module}/actions.json"))

  wanted = {
    for role, services in local.actions : role => sort(flatten([
      for service, names in services : [for name in names : "${service}:${name}"]
    ]))
  }

  # Where an action is allowed: the first part that matches it says on what.
  places = {
    Records = {
      actions   = "^dynamodb:"
      resources = [aws_dynamodb_table.records.arn, "${aws_dynamodb_table.records.arn}/index/*"]
      condition = {}
    }
    Bucket = {
      actions   = "^s3:ListBucket$"
      resources = [module.data.arn]
      condition = {}
    }
    Objects = {
      actions   = "^s3:(AbortMultipartUpload|DeleteObject|GetObject|ListMultipartUploadParts|PutObject)$"
      resources = [for prefix in local.prefixes : "${module.data.arn}/${prefix}*"]
      condition = {}
    }
    Queue = {
      actions   = "^sqs:"
      resources = [aws_sqs_queue.jobs.arn]
      condition = {}
    }
    Events = {
      actions   = "^events:PutEvents$"
      resources = [aws_cloudwatch_event_bus.jobs.arn]
      condition = {}
    }
    Webhooks = {
      actions   = "^kms:GenerateMac$"
      resources = [aws_kms_key.webhooks.arn]
      condition = {}
    }
    # Definitions are submitted by name; AWS looks up the newest revision before or after it looks
    # here.
    Batch = {
      actions   = "^batch:SubmitJob$"
      resources = concat(module.batch.queue_arns, flatten([for arn in module.batch.definition_arns : [arn, "${arn}:*"]]))
      condition = {}
    }
    BatchJobsOfTheTeam = {
      actions   = "^batch:TerminateJob$"
      resources = ["arn:${local.partition}:batch:${local.region}:${local.account}:job/*"]
      condition = { StringEquals = { "aws:ResourceTag/seedbed:team" = var.team } }
    }
    # AWS knows no resource that this action could be limited to. It shows states, no data.
    BatchStates = {
      actions   = "^batch:DescribeJobs$"
      resources = ["*"]
      condition = {}
    }
  }

  # Nothing that matches no place is granted: `unplaced` stops the plan.
  unplaced = {
    for role, actions in local.wanted : role => [
      for action in actions : action
      if !anytrue([for place in local.places : can(regex(place.actions, action))])
    ]
  }

  code_statements = {
    for role, actions in local.wanted : role => [
      for name, place in local.places : merge(
        {
          Sid      = name
          Effect   = "Allow"
          Action   = [for action in actions : action if can(regex(place.actions, action))]
          Resource = place.resources
        },
        length(place.condition) == 0 ? {} : { Condition = place.condition },
      )
      if anytrue([for action in actions : can(regex(place.actions, action))])
    ]
  }

  # Jobs are submitted with the team's tag, which is what TerminateJob above goes by.
  tagging_statements = {
    for role, actions in local.wanted : role => [
      for action in actions : {
        Sid       = "TagJobs"
        Effect    = "Allow"
        Action    = ["batch:TagResource"]
        Resource  = local.places.BatchJobsOfTheTeam.resources
        Condition = { StringEquals = { "aws:RequestTag/seedbed:team" = var.team } }
      } if action == "batch:SubmitJob"
    ]
  }

  # Encrypted services use the key in the caller's name, and only then is it lent.
  key_statement = {
    Sid      = "Key"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = [aws_kms_key.team.arn]
    Condition = {
      StringEquals = {
        "kms:ViaService" = [for service in ["dynamodb", "s3", "sqs"] : "${service}.${local.region}.amazonaws.com"]
      }
    }
  }

  # Lambda reads the queue in the name of the function that it calls.
  reading_statement = {
    Sid      = "ReadQueue"
    Effect   = "Allow"
    Action   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    Resource = [aws_sqs_queue.jobs.arn]
  }

  statements = {
    for role in keys(local.actions) : role => concat(
      local.code_statements[role],
      local.tagging_statements[role],
      [local.key_statement],
      role == "generate" ? [local.reading_statement] : [],
    )
  }
}
