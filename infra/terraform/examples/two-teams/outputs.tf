output "urls" {
  description = "Of each team, the API for people and the one for programs."
  value = {
    for team, stack in module.seedbed : team => { people = stack.people_url, programs = stack.programs_url }
  }
}

output "resources" {
  description = "Of each team, the names of everything that is its own."
  value       = { for team, stack in module.seedbed : team => stack.resources }
}

output "policies" {
  description = "Of each team, what the code of its functions may do."
  value       = { for team, stack in module.seedbed : team => stack.policies }
}
