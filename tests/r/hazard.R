# What R's survival package says of hazards: Cox's model for counting processes with Breslow's ties, errors robust by
# case, the test of proportionality, risks averaged over everybody, and attributable shares worked out from these.
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

  # The part of all events that goes with a group (Bruzzi 1985), by the delta method over cases: an event of a case
  # changes which part of the events is in the group, and every row of it changes the coefficient.
  change <- residuals(fit, type = "dfbeta", collapse = rows$case)
  colnames(change) <- names(coef(fit))
  shares <- sapply(c("group1", "group2"), function(name) {
    excess <- 1 - exp(-coef(fit)[[name]])
    own <- rows$event * (paste0("group", rows$group) == name)
    share <- sum(own) / sum(rows$event) * excess
    by_event <- rowsum(own * excess - rows$event * share, rows$case) / sum(rows$event)
    of_case <- by_event[rownames(change), 1] + sum(own) / sum(rows$event) * (1 - excess) * change[, name]
    c(share, of_case)
  })
  shares <- cbind(shares, all = rowSums(shares))

  data.frame(
    set = rows$set[1],
    horizon = horizon,
    name = c(names(coef(fit)), paste0("zph_", rownames(table)), paste0("risk_", levels(rows$group)),
             paste0("share_", colnames(shares))),
    value = c(coef(fit), table[, "chisq"], risk, shares[1, ]),
    error = c(sqrt(diag(fit$naive.var)), table[, "df"], rep(NA, length(risk) + ncol(shares))),
    robust = c(sqrt(diag(fit$var)), table[, "p"], rep(NA, length(risk)), sqrt(colSums(shares[-1, ]^2)))
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
