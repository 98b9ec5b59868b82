"""The arithmetic of the goals G1, G2 and G3 (domain §1). Pure: facts in, verdicts and figures out.

`facts` says what goes in, `policy` which assumptions hold, `goals.judge` does it all; `words` says it in Chinese.
"""
