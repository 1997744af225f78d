# What R's survival package says of hazards: Cox's model for counting processes with Breslow's ties, errors robust by
# case, the test of proportionality, and risks averaged over everybody.
# Usage: Rscript hazard.R rows.csv answers.csv; rows have set (each is answered apart), case, entry, time, event,
# group (0, 1, 2) and number. The horizon of a risk is the middle of the days of events.

suppressMessages(library(survival))
files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])
all_rows <- all_rows[all_rows$entry < all_rows$time, ]

answer <- function(rows) {
  rows$group <- factor(rows$group)
  control <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)
  fit <- coxph(Surv(entry, time, event) ~ group + number, rows, cluster = case, ties = "breslow", control = control)
  plain <- coxph(Surv(entry, time, event) ~ group + number, rows, ties = "breslow", control = control)
  table <- cox.zph(plain, transform = "identity")$table

  days <- sort(unique(rows$time[rows$event == 1]))
  horizon <- days[ceiling(length(days) / 2)]
  first <- do.call(rbind, lapply(split(rows, rows$case), function(own) own[which.min(own$entry), ]))
  risk <- sapply(levels(rows$group), function(level) {
    first$group <- factor(level, levels(rows$group))
    curves <- survfit(plain, newdata = first, stype = 2, ctype = 1)
    mean(1 - summary(curves, times = horizon)$surv)
  })

  data.frame(
    set = rows$set[1],
    horizon = horizon,
    name = c(names(coef(fit)), paste0("zph_", rownames(table)), paste0("risk_", levels(rows$group))),
    value = c(coef(fit), table[, "chisq"], risk),
    error = c(sqrt(diag(fit$naive.var)), table[, "df"], rep(NA, length(risk))),
    robust = c(sqrt(diag(fit$var)), table[, "p"], rep(NA, length(risk)))
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
