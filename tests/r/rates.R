# What R says of rates of cases with several events: a Poisson regression with the HC0 sandwich by case, an exponential
# model with the robust variance of the survival package, and the exact Poisson interval.
# Usage: Rscript rates.R rows.csv answers.csv; rows have set (each is answered apart), case, events and days.

suppressMessages(library(survival))
files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])

answer <- function(rows) {
  fit <- glm(events ~ 1, family = poisson, data = rows, offset = log(days), epsilon = 1e-14)
  # vcov(fit) has the weights of the last step but one
  bread <- solve(crossprod(model.matrix(fit) * sqrt(fitted(fit))))
  meat <- crossprod(rowsum(rows$events - fitted(fit), rows$case))
  # one row per event and one for the rest of the time: the same likelihood
  split <- do.call(rbind, lapply(seq_len(nrow(rows)), function(row) {
    parts <- rows$events[row] + 1
    data.frame(
      case = rows$case[row], time = rows$days[row] / parts, event = rep(1:0, c(parts - 1, 1))
    )
  }))
  exponential <- survreg(
    Surv(time, event) ~ 1, split, dist = "exponential", cluster = case, control = list(rel.tolerance = 1e-12)
  )
  exact <- poisson.test(sum(rows$events), sum(rows$days))$conf.int
  data.frame(
    set = rows$set[1],
    value = exp(coef(fit)), sandwich = sqrt(drop(bread %*% meat %*% bread)),
    exponential = sqrt(vcov(exponential)[1, 1]), low = exact[1], high = exact[2]
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
