# What R says of generated rows: survival, cmprsk and (when installed) etm. Called by
# tests/reference/test_competing_reference.py as: Rscript competing.R rows.csv horizon
# Input columns: entry, time, cause (0 censored, 1, 2), group (1..). Output: one number per line, "name;value".
suppressPackageStartupMessages({ library(survival); library(cmprsk) })
arguments <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(arguments[1])
horizon <- as.numeric(arguments[2])
say <- function(name, values) {
  for (at in seq_along(values)) cat(sprintf("%s.%d;%.17g\n", name, at, values[at]))
}
rows$id <- seq_len(nrow(rows))
rows$state <- factor(rows$cause, 0:2)
area <- function(fit, state) {
  widths <- diff(c(pmin(c(0, fit$time), horizon), horizon))
  c(sum(c(state == 1, fit$pstate[, state]) * widths), sqrt(sum((fit$influence.pstate[, , state] %*% widths)^2)))
}
with_entry <- survfit(Surv(entry, time, state) ~ 1, rows, id = id, influence = TRUE)
for (fit in list(list("entry", with_entry),
                 list("zero", survfit(Surv(time, state) ~ 1, rows, id = id, influence = TRUE)))) {
  at <- findInterval(1:horizon, fit[[2]]$time)
  for (state in 2:3) {
    say(paste0(fit[[1]], ".value", state - 1), c(0, fit[[2]]$pstate[, state])[at + 1])
    say(paste0(fit[[1]], ".robust", state - 1), c(0, fit[[2]]$std.err[, state])[at + 1])
  }
  for (state in 1:3) say(paste0(fit[[1]], ".area", state - 1), area(fit[[2]], state))
}
whole <- survfit(Surv(entry, time, cause > 0) ~ 1, rows, conf.type = "log-log")
say("entry.free", summary(whole, rmean = horizon)$table[c("rmean", "se(rmean)")])
at <- findInterval(1:horizon, whole$time)
say("entry.survival", c(1, whole$surv)[at + 1])
say("entry.greenwood", c(0, whole$std.err * whole$surv)[at + 1])
say("entry.low", c(1, whole$lower)[at + 1])
say("entry.high", c(1, whole$upper)[at + 1])
levels <- c(0.1, 0.25, 0.5, 0.75)
found <- quantile(whole, levels)
say("entry.quantile", found$quantile)
say("entry.quantile_low", found$lower)
say("entry.quantile_high", found$upper)
alone <- cuminc(rows$time, rows$cause)
points <- timepoints(alone, 1:horizon)
for (number in 1:2) say(paste0("zero.aalen", number), sqrt(points$var[number, ]))
tested <- cuminc(rows$time, rows$cause, rows$group)$Tests
for (number in 1:2) say(paste0("zero.gray", number), tested[number, c("stat", "pv")])
say("zero.gray_rho", cuminc(rows$time, rows$cause, rows$group, rho = 1)$Tests[1, "stat"])
compared <- survdiff(Surv(time, cause > 0) ~ group, rows)
say("zero.log_rank", c(compared$chisq, compared$obs - compared$exp))
if (suppressPackageStartupMessages(requireNamespace("etm", quietly = TRUE))) {
  library(etm)
  both <- summary(etmCIF(Surv(entry, time, cause != 0) ~ 1, rows, etype = cause))[[1]]
  for (number in 1:2) {
    one <- both[[number]]
    at <- findInterval(1:horizon, one$time)
    say(paste0("entry.etm", number), sqrt(c(0, one$var)[at + 1]))
    say(paste0("entry.etm_low", number), c(0, one$lower)[at + 1])
    say(paste0("entry.etm_high", number), c(0, one$upper)[at + 1])
  }
}
