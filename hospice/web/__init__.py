"""What every page needs: forms, languages, navigation, security headers, paging, spreadsheets. No words of the field."""
