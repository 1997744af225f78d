# Means and shares of published samples with the package survey (Lumley), and the rows that they are worked out of.
# Usage: Rscript sample_designs.R rows.csv answers.csv; rows have a column "which": srs, strat, pps.
# Answers have a row per file of the sample: its value, weight, stratum, chance, and the answers of R beside it.

suppressMessages(library(survey))
files <- commandArgs(trailingOnly = TRUE)
data(api)
data(election)
asked <- read.csv(files[1])$which

one <- function(which) {
  if (which == "pps") {
    d <- election_pps
    y <- d$Bush / d$votes
    has <- d$Bush > d$Kerry
    with <- svydesign(id = ~1, fpc = ~p, data = cbind(d, y, has), pps = "brewer")
    chance <- d$p
    stratum <- rep(1, nrow(d))
    size <- rep(-1, nrow(d))
    weight <- 1 / d$p
  } else {
    d <- if (which == "srs") apisrs else apistrat
    y <- d$api00
    has <- d$awards == "Yes"
    stratum <- if (which == "srs") rep(1, nrow(d)) else as.integer(d$stype)
    d <- cbind(d, y, has, stratum)
    with <- if (which == "srs") {
      svydesign(id = ~1, fpc = ~fpc, data = d)
    } else {
      svydesign(id = ~1, strata = ~stype, fpc = ~fpc, data = d)
    }
    size <- d$fpc
    chance <- 1 / weights(with)
    weight <- weights(with)
  }
  mean_of <- svymean(~y, with)
  share_of <- svymean(~ as.numeric(has), with)
  among <- seq_len(nrow(d)) %% 3 != 0
  part_of <- svymean(~y, subset(with, among))
  free <- nrow(d) - length(unique(stratum))
  bounds <- confint(mean_of, df = free)
  data.frame(
    which = match(which, c("srs", "strat", "pps")), y = y, has = as.numeric(has), weight = weight,
    stratum = stratum, size = size, chance = chance,
    mean = as.numeric(coef(mean_of)), mean_error = as.numeric(SE(mean_of)),
    low = bounds[1], high = bounds[2],
    share = as.numeric(coef(share_of)), share_error = as.numeric(SE(share_of)),
    among = as.numeric(among), among_mean = as.numeric(coef(part_of)), among_error = as.numeric(SE(part_of))
  )
}

answers <- do.call(rbind, lapply(asked, one))
write.csv(format(answers, digits = 17), files[2], row.names = FALSE, quote = FALSE)
