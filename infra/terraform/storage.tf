# Uploads, documents and results, and the record of who got what.

module "data" {
  source = "./modules/bucket"

  name        = "${local.name}-${local.account}-${local.region}"
  key_arn     = aws_kms_key.team.arn
  announces   = true
  disposable  = var.disposable
  tags        = local.tags
  expire_days = { for prefix in ["uploads/", "jobs/", "results/"] : prefix => var.jobs.keep_days + 1 }
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
