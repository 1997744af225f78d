# What R's survival package says when the rows of a case hang together.
# Usage: Rscript clustered.R rows.csv answers.csv; rows have set (each is answered apart), case, entry, time and
# cause (0 censored, 1, 2); rows of a case may run at the same time.
# Older versions of survival ignore `cluster` where causes compete, so there the influences that survfit gives per
# row are added up by case.

suppressMessages(library(survival))
files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])

answer <- function(rows) {
  rows$row <- seq_len(nrow(rows))
  rows$state <- factor(rows$cause, 0:2)
  found <- survfit(Surv(entry, time, state) ~ 1, rows, id = row, influence = TRUE)
  whole <- survfit(Surv(entry, time, cause > 0) ~ 1, rows, id = row, cluster = case, robust = TRUE)
  stopifnot(all(found$time == whole$time))
  influence <- found$influence.pstate
  if (dim(influence)[2] > length(found$time)) influence <- influence[, -1, ] # the first column is day 0
  error <- function(state) sqrt(colSums(rowsum(influence[, , state], rows$case)^2))
  data.frame(
    set = rows$set[1], day = found$time,
    value1 = found$pstate[, 2], error1 = error(2),
    value2 = found$pstate[, 3], error2 = error(3),
    survival = whole$surv, survival_error = whole$std.err * (if (whole$logse) whole$surv else 1)
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
