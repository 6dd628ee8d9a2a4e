output "queues" {
  description = "The queues' names by kind."
  value       = { for kind, queue in aws_batch_job_queue.this : kind => queue.name }
}

output "queue_arns" {
  description = "The queues' ARNs."
  value       = [for queue in aws_batch_job_queue.this : queue.arn]
}

output "definitions" {
  description = "The job definitions' names by kind."
  value       = { for kind, definition in aws_batch_job_definition.this : kind => definition.name }
}

output "definition_arns" {
  description = "The job definitions' ARNs without their revisions."
  value       = [for definition in aws_batch_job_definition.this : definition.arn_prefix]
}

output "retries" {
  description = "By kind, which ends of an attempt are followed by another."
  value = {
    for kind, definition in aws_batch_job_definition.this : kind => [
      for rule in definition.retry_strategy[0].evaluate_on_exit :
      coalesce(rule.on_status_reason, rule.on_exit_code, rule.on_reason) if rule.action == "RETRY"
    ]
  }
}

output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "internet_gateways" {
  description = "How many ways to the internet the network has."
  value       = length(aws_internet_gateway.this)
}

output "endpoints" {
  description = "Which of AWS's services are reached through endpoints that cost by the hour."
  value       = keys(aws_vpc_endpoint.interface)
}
