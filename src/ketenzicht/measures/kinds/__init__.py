"""The kinds of measures that a chain may declare: from histories to exact figures, one module or a few each."""
