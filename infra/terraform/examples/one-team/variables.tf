variable "region" {
  description = "The region of everything."
  type        = string
  default     = "eu-central-1"
}

variable "functions" {
  description = "The folder of the built functions, seen from here."
  type        = string
  default     = "../../../../target/lambda"
}

variable "image_version" {
  description = "The version of the training image."
  type        = string
  default     = "0.1.0"
}

variable "alarm_emails" {
  description = "Who hears of alarms and of the budget."
  type        = set(string)
  default     = []
}
