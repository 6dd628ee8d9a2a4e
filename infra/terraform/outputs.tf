output "people_url" {
  description = "The API for people, with a token of the issuer."
  value       = aws_apigatewayv2_api.this["people"].api_endpoint
}

output "programs_url" {
  description = "The API for programs, with a key of a project."
  value       = aws_apigatewayv2_api.this["programs"].api_endpoint
}

output "issuer" {
  description = "Who signs the tokens of people."
  value       = local.issuer
}

output "user_pool_id" {
  description = "The pool of people, where the stack made one."
  value       = one(aws_cognito_user_pool.people[*].id)
}

output "client_id" {
  description = "What people ask the pool for a token as, where the stack made one."
  value       = one(aws_cognito_user_pool_client.people[*].id)
}

output "bucket" {
  description = "The bucket of uploads and results. A schema dropped at uploads/PROJECT/ becomes a job."
  value       = module.data.name
}

output "upload_policy_arn" {
  description = "The policy to give to whoever drops schemas into the bucket."
  value       = aws_iam_policy.upload.arn
}

output "event_bus" {
  description = "The bus that tells what becomes of jobs."
  value       = aws_cloudwatch_event_bus.jobs.name
}

output "repository" {
  description = "Where to push the training image."
  value       = aws_ecr_repository.training.repository_url
}

output "dead_letters" {
  description = "The queue of what nobody could handle."
  value       = aws_sqs_queue.dead.url
}

output "policies" {
  description = "What the code of each function and of the training job may do, as JSON."
  value = merge(
    { for name, function in module.function : name => function.policy },
    { training-job = aws_iam_role_policy.training.policy },
  )
}

output "resources" {
  description = "The names of everything in which a team's things are kept, or by which they are reached."
  value = {
    table        = aws_dynamodb_table.records.name
    bucket       = module.data.name
    access_log   = module.access_log.name
    queue        = aws_sqs_queue.jobs.name
    dead_letters = aws_sqs_queue.dead.name
    event_bus    = aws_cloudwatch_event_bus.jobs.name
    key          = aws_kms_alias.team.name
    repository   = aws_ecr_repository.training.name
    people       = aws_apigatewayv2_api.this["people"].name
    programs     = aws_apigatewayv2_api.this["programs"].name
    cpu_queue    = module.batch.queues.cpu
    gpu_queue    = module.batch.queues.gpu
    vpc          = module.batch.vpc_id
    budget       = aws_budgets_budget.team.name
  }
}
