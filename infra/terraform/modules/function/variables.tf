variable "name" {
  description = "The function's name, and its role's."
  type        = string
}

variable "description" {
  description = "What it does, for those who see it in the console."
  type        = string
}

variable "archive" {
  description = "The ZIP file with the program `bootstrap`."
  type        = string
}

variable "memory_mb" {
  description = "Its memory in MB; processors grow with it."
  type        = number
}

variable "disk_mb" {
  description = "Its disk below /tmp in MB."
  type        = number
}

variable "timeout_seconds" {
  description = "After how many seconds it is ended."
  type        = number
}

variable "concurrency" {
  description = "How many calls may run at once; -1 reserves nothing."
  type        = number
}

variable "environment" {
  description = "Its environment."
  type        = map(string)
}

# Statements differ in their parts, so no type holds all of them.
variable "statements" {
  description = "What its code may do: statements of a policy."
  type        = any
}

variable "unplaced" {
  description = "Actions that its code calls and no statement grants. There must be none."
  type        = list(string)
}

variable "dead_letter_arn" {
  description = "The queue that takes events it failed on."
  type        = string
}

variable "key_arn" {
  description = "The key of its log and environment."
  type        = string
}

variable "log_group" {
  description = "Where it logs."
  type        = string
}

variable "log_days" {
  description = "For how many days its log is kept."
  type        = number
}

variable "alarm_topic_arn" {
  description = "Who hears of its errors and throttles."
  type        = string
}

variable "tags" {
  description = "The tags of everything it consists of."
  type        = map(string)
}
