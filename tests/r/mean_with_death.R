# What R's package mets says of the mean number of repeats including those who ended (Ghosh & Lin 2000).
# Usage: Rscript mean_with_death.R rows.csv answers.csv; rows have case, entry, time, event (1 the event, 2 terminal),
# without ties: mets takes tied rows one after the other.

suppressMessages({
  library(mets)
  library(survival)
})
files <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(files[1])
repeats <- phreg(Surv(entry, time, event == 1) ~ cluster(case), data = rows)
death <- phreg(Surv(entry, time, event == 2) ~ cluster(case), data = rows)
found <- recurrentMarginal(repeats, death)
write.csv(
  format(data.frame(day = found$times, everyone = found$mu, everyone_error = found$se.mu), digits = 17),
  files[2],
  row.names = FALSE, quote = FALSE
)
