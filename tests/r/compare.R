# What R says of units beside each other: the gamma interval of a directly standardised rate (Fay and Feuer), exact
# Poisson and Wilson intervals, a negative binomial and a beta-binomial distribution of units.
# Usage: Rscript compare.R rows.csv answers.csv; rows have set (each is answered apart), events, population and standard.

files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])

largest <- function(minus, start) {
  found <- optim(start, minus, method = "BFGS", control = list(reltol = 1e-15, maxit = 2000))
  optim(found$par, minus, method = "Nelder-Mead", control = list(reltol = 1e-16, maxit = 5000))$par
}

answer <- function(rows) {
  weight <- rows$standard / sum(rows$standard) / rows$population
  rate <- sum(weight * rows$events)
  variance <- sum(weight^2 * rows$events)
  above <- rate + max(weight)
  wide <- variance + max(weight)^2
  exact <- poisson.test(sum(rows$events))$conf.int
  score <- prop.test(sum(rows$events), sum(rows$population), correct = FALSE)$conf.int
  negative <- largest(function(p) {
    -sum(dnbinom(rows$events, size = exp(p[2]), mu = rows$population * exp(p[1]), log = TRUE))
  }, c(log(sum(rows$events) / sum(rows$population)), 2))
  beta <- largest(function(p) {
    mean <- plogis(p[1])
    first <- mean * exp(p[2])
    second <- (1 - mean) * exp(p[2])
    -sum(lbeta(rows$events + first, rows$population - rows$events + second) - lbeta(first, second))
  }, c(qlogis(sum(rows$events) / sum(rows$population)), 4))
  mean <- exp(negative[1])
  shape <- exp(negative[2])
  first <- plogis(beta[1]) * exp(beta[2])
  second <- (1 - plogis(beta[1])) * exp(beta[2])
  data.frame(
    set = rows$set[1], rate = rate,
    gamma_low = qgamma(0.025, rate^2 / variance, rate / variance),
    gamma_high = qgamma(0.975, above^2 / wide, above / wide),
    exact_low = exact[1], exact_high = exact[2], score_low = score[1], score_high = score[2],
    nb_mean = mean, nb_variance = mean^2 / shape,
    nb_low = qgamma(0.025, rows$events[1] + shape, rows$population[1] + shape / mean),
    bb_mean = plogis(beta[1]), bb_variance = plogis(beta[1]) * (1 - plogis(beta[1])) / (1 + exp(beta[2])),
    bb_high = qbeta(0.975, rows$events[1] + first, rows$population[1] - rows$events[1] + second)
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
