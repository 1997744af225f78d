# What R's survival package says of repeats: mean number of events per case with robust standard error.
# Usage: Rscript mean_repeats.R rows.csv answers.csv; rows have set (each is answered apart), case, entry, time and
# event (1 the event, 2 terminal).
# R has no function for the mean including those who ended; its standard error follows by the chain rule from the
# influence of each case on the cumulative rate and on the survival, both as survfit gives them.

suppressMessages(library(survival))
files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])
all_rows <- all_rows[all_rows$entry < all_rows$time, ]

answer <- function(rows) {
  repeats <- survfit(Surv(entry, time, event == 1) ~ 1, data = rows, id = case, robust = TRUE, influence = 3)
  alive <- survfit(Surv(entry, time, event == 2) ~ 1, data = rows, id = case, robust = TRUE, influence = 3)
  stopifnot(all(repeats$time == alive$time))

  last <- length(repeats$time)
  before <- function(steps, first) cbind(first, steps)[, seq_len(last), drop = FALSE]
  rate <- diff(c(0, repeats$cumhaz))
  rate_influence <- repeats$influence.chaz - before(repeats$influence.chaz, 0)
  survival <- c(1, alive$surv)[seq_len(last)]
  influence <- sweep(before(alive$influence.surv, 0), 2, rate, "*") + sweep(rate_influence, 2, survival, "*")
  influence <- t(apply(influence, 1, cumsum))

  data.frame(
    set = rows$set[1],
    day = repeats$time,
    survivors = repeats$cumhaz,
    survivors_error = repeats$std.chaz,
    everyone = cumsum(survival * rate),
    everyone_error = sqrt(colSums(influence^2))
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
