"""Real data for first steps: small files in the package, or local copies."""

from kerasish.datasets import digits, mnist
