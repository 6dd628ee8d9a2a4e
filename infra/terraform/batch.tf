# What is too large for a function, and what learns.

resource "aws_ecr_repository" "training" {
  name                 = "${local.name}/training-job"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = var.disposable
  tags                 = local.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.team.arn
  }
}

resource "aws_ecr_lifecycle_policy" "training" {
  repository = aws_ecr_repository.training.name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "The last twenty: ten versions, each with and without a GPU"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 20 }
      action       = { type = "expire" }
    }]
  })
}

module "batch" {
  source = "./modules/batch"

  name            = local.name
  image           = "${aws_ecr_repository.training.repository_url}:${var.image_version}"
  environment     = local.environment
  kinds           = { cpu = merge(var.workers.cpu, { gpus = 0 }), gpu = merge(var.workers.gpu, { gpus = 1 }) }
  timeout_seconds = var.workers.hours * 3600
  job_role_arn    = aws_iam_role.training.arn
  cidr            = var.network.cidr
  private         = var.network.private
  log_group       = "/seedbed/${var.team}/training-job"
  log_days        = var.log_days
  key_arn         = aws_kms_key.team.arn
  tags            = local.tags
}

# What the training job's code may do.
resource "aws_iam_role" "training" {
  name = "${local.name}-training-job"
  tags = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "training" {
  name = "code"
  role = aws_iam_role.training.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.statements["training-job"]
  })

  lifecycle {
    precondition {
      condition     = length(local.unplaced["training-job"]) == 0
      error_message = "actions.json grants ${join(", ", local.unplaced["training-job"])} to training-job, and permissions.tf says no resource for it."
    }
  }
}
