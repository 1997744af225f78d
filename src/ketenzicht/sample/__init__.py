"""Reading files (*dossieronderzoek*): draw a sample of cases, code some of them twice, estimate with weights."""
