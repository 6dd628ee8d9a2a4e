output "name" {
  description = "The function's name."
  value       = aws_lambda_function.this.function_name
}

output "arn" {
  description = "The function's ARN."
  value       = aws_lambda_function.this.arn
}

output "invoke_arn" {
  description = "What a gateway calls it by."
  value       = aws_lambda_function.this.invoke_arn
}

output "log_group" {
  description = "Where it logs."
  value       = aws_cloudwatch_log_group.this.name
}

output "policy" {
  description = "What its code may do, as JSON."
  value       = aws_iam_role_policy.this.policy
}

output "architectures" {
  description = "What it is built for."
  value       = aws_lambda_function.this.architectures
}

output "concurrency" {
  description = "How many calls may run at once."
  value       = aws_lambda_function.this.reserved_concurrent_executions
}
