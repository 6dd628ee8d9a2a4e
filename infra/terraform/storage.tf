# Uploads, documents and results, and the record of who got what.

locals {
  # All that the code keeps there: uploads, jobs' documents, results, and how far fits have come.
  prefixes = ["checkpoints/", "jobs/", "results/", "uploads/"]
}

module "data" {
  source = "./modules/bucket"

  name        = "${local.name}-${local.account}-${local.region}"
  key_arn     = aws_kms_key.team.arn
  announces   = true
  disposable  = var.disposable
  tags        = local.tags
  expire_days = { for prefix in local.prefixes : prefix => var.jobs.keep_days + 1 }
}

module "access_log" {
  source = "./modules/bucket"

  name        = "${local.name}-${local.account}-${local.region}-logs"
  disposable  = var.disposable
  tags        = local.tags
  expire_days = { "" = var.log_days }
  log_source  = { account = local.account, arn = module.data.arn }
}

resource "aws_s3_bucket_logging" "data" {
  bucket        = module.data.name
  target_bucket = module.access_log.log_target
  target_prefix = "access/"
}

# For whoever drops schemas into the bucket: attached to nobody, for the account's administrators to
# give. It lets nobody read.
resource "aws_iam_policy" "upload" {
  name        = "${local.name}-upload"
  description = "Put schemas into the bucket of ${local.name}, where each becomes a job"
  tags        = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Upload"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
        Resource = ["${module.data.arn}/uploads/*"]
      },
      {
        Sid       = "Key"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = [aws_kms_key.team.arn]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${local.region}.amazonaws.com" } }
      },
    ]
  })
}
