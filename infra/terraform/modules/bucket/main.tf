# A bucket that nobody outside the account reaches, and nobody without TLS.

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_144:A dataset is made again from its plan and seed; a copy in another region would only cost.
  #checkov:skip=CKV_AWS_145:The bucket of access logs has no key of its own: S3 writes logs only with its own encryption.
  #checkov:skip=CKV_AWS_18:The bucket of access logs keeps no log of itself: each line would make another one.
  #checkov:skip=CKV2_AWS_62:Only the bucket of uploads announces what comes; nobody waits for access logs.
  bucket        = var.name
  force_destroy = var.disposable
  tags          = var.tags
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = var.key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "leftovers"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    # An object that was replaced or removed by mistake can be had back for a week.
    noncurrent_version_expiration {
      noncurrent_days = 7
    }

    # What says that an object was removed goes when there is nothing left of it.
    expiration {
      expired_object_delete_marker = true
    }
  }

  dynamic "rule" {
    for_each = var.expire_days

    content {
      id     = rule.key == "" ? "everything" : trimsuffix(rule.key, "/")
      status = "Enabled"

      filter {
        prefix = rule.key
      }

      expiration {
        days = rule.value
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_notification" "this" {
  count = var.announces ? 1 : 0

  bucket      = aws_s3_bucket.this.id
  eventbridge = true
}

locals {
  refuse_plain_http = {
    Sid       = "NoPlainHttp"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }

  accept_logs = var.log_source == null ? [] : [{
    Sid       = "AccessLogs"
    Effect    = "Allow"
    Principal = { Service = "logging.s3.amazonaws.com" }
    Action    = "s3:PutObject"
    Resource  = ["${aws_s3_bucket.this.arn}/*"]
    Condition = {
      ArnLike      = { "aws:SourceArn" = var.log_source.arn }
      StringEquals = { "aws:SourceAccount" = var.log_source.account }
    }
  }]
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.refuse_plain_http], local.accept_logs)
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
