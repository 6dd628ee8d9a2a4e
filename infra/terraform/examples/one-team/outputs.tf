output "people_url" {
  description = "The API for people, with a token."
  value       = module.seedbed.people_url
}

output "programs_url" {
  description = "The API for programs, with a key."
  value       = module.seedbed.programs_url
}

output "user_pool_id" {
  description = "The pool of people."
  value       = module.seedbed.user_pool_id
}

output "client_id" {
  description = "What people ask the pool for a token as."
  value       = module.seedbed.client_id
}

output "bucket" {
  description = "The bucket of uploads and results."
  value       = module.seedbed.bucket
}

output "repository" {
  description = "Where to push the training image."
  value       = module.seedbed.repository
}
