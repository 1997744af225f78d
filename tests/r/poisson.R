# What R says of counts that depend on known numbers: glm, poisson and quasipoisson.
# Usage: Rscript poisson.R rows.csv answers.csv; rows have set, count, x, weekday (0 to 6) and offset.

files <- commandArgs(trailingOnly = TRUE)
all_rows <- read.csv(files[1])

answer <- function(rows) {
  fit <- glm(count ~ x + factor(weekday), quasipoisson, rows, offset = offset, epsilon = 1e-14, maxit = 100)
  data.frame(
    set = rows$set[1], term = seq_along(coef(fit)), coefficient = coef(fit),
    error = sqrt(diag(summary(fit, dispersion = 1)$cov.unscaled)), dispersion = summary(fit)$dispersion
  )
}

answers <- do.call(rbind, lapply(split(all_rows, all_rows$set), answer))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
