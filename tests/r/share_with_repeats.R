# What R's survival package says of the share with at least k repeats and of the gap before the k-th, death competing.
# Usage: Rscript share_with_repeats.R rows.csv answers.csv; rows have set, case, entry, time and event (1 the event,
# 2 terminal), every case seen from day 0 without gaps.

suppressMessages(library(survival))
files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])
all_rows <- all_rows[all_rows$entry < all_rows$time, ]

answer <- function(rows, k, clock) {
  ends <- do.call(rbind, lapply(split(rows, rows$case), function(own) {
    own <- own[order(own$time), ]
    days <- own$time[own$event == 1]
    from <- if (clock == "share" || k == 1) 0 else days[k - 1]
    if (is.na(from)) return(NULL)
    until <- max(own$time)
    if (length(days) >= k) {
      data.frame(time = days[k] - from, what = "event")
    } else if (until > from) {
      data.frame(time = until - from, what = if (any(own$event == 2)) "death" else "censored")
    }
  }))
  ends$what <- factor(ends$what, c("censored", "event", "death"))
  found <- survfit(Surv(time, what) ~ 1, data = ends)
  data.frame(set = rows$set[1], k = k, clock = clock, day = found$time, value = found$pstate[, 2])
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), function(rows) {
  do.call(rbind, lapply(1:3, function(k) rbind(answer(rows, k, "share"), answer(rows, k, "gap"))))
}))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
