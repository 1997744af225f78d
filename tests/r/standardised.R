# Direct standardisation with R: survfit of package survival in each stratum, weighed by the strata.
# Usage: Rscript standardised.R rows.csv answers.csv; rows have set (each is answered apart), group (0 the reference,
# 1), stratum, time and cause (0 censored, 1, 2). Answers at day 20, cause 1, and the standardised difference of the
# two groups on the stratum.

suppressMessages(library(survival))
files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])

at <- function(rows, day) {
  rows$state <- factor(rows$cause, 0:2)
  rows$row <- seq_len(nrow(rows))
  found <- summary(survfit(Surv(time, state) ~ 1, rows, id = row), times = day, extend = TRUE)
  c(found$pstate[1, 2], found$std.err[1, 2])
}

distance <- function(rows) {
  shares <- prop.table(table(rows$group, rows$stratum), 1)[, -1, drop = FALSE]
  spread <- (diag(shares[1, ], ncol(shares)) - tcrossprod(shares[1, ]) +
    diag(shares[2, ], ncol(shares)) - tcrossprod(shares[2, ])) / 2
  gap <- shares[1, ] - shares[2, ]
  sqrt(drop(gap %*% solve(spread) %*% gap))
}

answer <- function(rows) {
  weight <- prop.table(table(rows$stratum))
  risk <- sapply(0:1, function(group) {
    found <- sapply(names(weight), function(stratum) {
      at(rows[rows$group == group & rows$stratum == as.integer(stratum), ], 20)
    })
    c(sum(weight * found[1, ]), sqrt(sum(weight^2 * found[2, ]^2)))
  })
  data.frame(
    set = rows$set[1], value0 = risk[1, 1], error0 = risk[2, 1], value1 = risk[1, 2], error1 = risk[2, 2],
    distance = distance(rows)
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
