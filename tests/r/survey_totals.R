# Totals and shares of a survey of organisations with the package survey (Lumley).
# Usage: Rscript survey_totals.R rows.csv answers.csv; rows have set, group, x, y (-1: no answer), part and whole.

suppressMessages(library(survey))
files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])

answer <- function(rows) {
  rows$size <- ave(rep(1, nrow(rows)), rows$group, FUN = sum)
  given <- rows[rows$y >= 0, ]
  design <- svydesign(ids = ~1, strata = ~group, fpc = ~size, data = given)
  separate <- svyratio(~y, ~x, design, separate = TRUE)
  total <- predict(separate, total = as.list(tapply(rows$x, rows$group, sum)))
  estimate <- as.numeric(total$total)
  error <- as.numeric(total$se)
  free <- nrow(given) - length(unique(given$group))
  share <- svyratio(~part, ~whole, svydesign(ids = ~1, weights = ~1, data = given))
  p <- as.numeric(coef(share))
  reach <- qt(0.975, nrow(given) - 1) * as.numeric(SE(share)) / (p * (1 - p))
  data.frame(
    set = rows$set[1], expanded = as.numeric(coef(svytotal(~y, design))), estimate = estimate, error = error,
    high = estimate + qt(0.975, free) * error,
    share = p, share_low = plogis(qlogis(p) - reach), share_high = plogis(qlogis(p) + reach)
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
