# What R says of lengths that are censored, seen by the day or seen late: survreg where it can, and the likelihood
# written out and maximised by nlm where it cannot (delayed entry; a share that never ends).
# Usage: Rscript lengths.R rows.csv answers.csv; rows have set, entry, days, ended.

suppressMessages(library(survival))
files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])

by_survreg <- function(rows, family, surv) {
  fit <- survreg(surv ~ 1, rows, dist = family, control = list(rel.tolerance = 1e-14, maxiter = 100))
  k <- nrow(vcov(fit))
  data.frame(
    location = coef(fit), spread = fit$scale, log_likelihood = fit$loglik[1],
    location_error = sqrt(vcov(fit)[1, 1]), spread_error = if (k > 1) sqrt(vcov(fit)[2, 2]) else 0
  )
}

by_hand <- function(rows, family) {
  tail <- function(t, p) {
    if (family == "lognormal") plnorm(t, p[1], exp(p[2]), lower.tail = FALSE, log.p = TRUE)
    else pweibull(t, exp(-p[2]), exp(p[1]), lower.tail = FALSE, log.p = TRUE)
  }
  minus <- function(p) {
    high <- tail(rows$days, p)
    low <- tail(pmax(rows$days - 1, rows$entry), p)
    -sum(ifelse(rows$ended == 1, low + log(-expm1(high - low)), high) - tail(rows$entry, p))
  }
  fit <- optim(c(mean(log(rows$days)), 0), minus, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))
  polished <- nlm(minus, fit$par, gradtol = 1e-10, steptol = 1e-12, hessian = TRUE)
  errors <- sqrt(diag(solve(optimHess(polished$estimate, minus, control = list(ndeps = c(1e-4, 1e-4))))))
  data.frame(
    location = polished$estimate[1], spread = exp(polished$estimate[2]), log_likelihood = -polished$minimum,
    location_error = errors[1], spread_error = errors[2]
  )
}

answer <- function(rows) {
  exact <- Surv(rows$days, rows$ended)
  by_day <- Surv(ifelse(rows$ended == 1 & rows$days == 1, NA, rows$days - rows$ended),
                 ifelse(rows$ended == 1, rows$days, NA), type = "interval2")
  families <- c("exponential", "weibull", "lognormal")
  parts <- list()
  for (number in seq_along(families)) {
    family <- families[number]
    if (all(rows$entry == 0)) {
      parts <- c(parts, list(cbind(set = rows$set[1], family = number, way = 1, by_survreg(rows, family, exact))))
      parts <- c(parts, list(cbind(set = rows$set[1], family = number, way = 2, by_survreg(rows, family, by_day))))
    } else if (family != "exponential") {
      parts <- c(parts, list(cbind(set = rows$set[1], family = number, way = 3, by_hand(rows, family))))
    }
  }
  do.call(rbind, parts)
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
